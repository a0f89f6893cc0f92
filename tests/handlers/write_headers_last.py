def handle_headers(frame, request, response):
    response.writer.write_headers([("x-only", "headers")], 204, last=True)
