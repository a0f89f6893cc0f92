"""The same with bytes, as real WPT handlers write it."""


def handle_headers(frame, request, response):
    passed = request.headers[b"Test"] == b"pass"
    response.status = 200 if passed else 403
    response.headers.update([("test", "passed" if passed else "failed")])
    response.write_status_headers()


def handle_data(frame, request, response):
    response.writer.write_data(frame.data[::-1])


def main(request, response):
    response.writer.write_data("\nEnd of File", last=True)
