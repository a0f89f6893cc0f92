"""Says what came after the body."""


def handle_headers(frame, request, response):
    response.write_status_headers()


def handle_trailers(frame, request, response):
    for name, value in frame.headers:
        response.writer.write_data(name + b"=" + value + b"\n")


def main(request, response):
    response.writer.write_data(f"{len(request.body)} octets", last=True)
