def handle_headers(frame, request, response):
    response.writer.write_headers([("link", "</style.css>; rel=preload")], 103)


def main(request, response):
    response.write_status_headers()
    response.writer.write_data("final", last=True)
