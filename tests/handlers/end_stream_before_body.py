"""Answers and ends its half while the request is still being sent."""


def handle_headers(frame, request, response):
    response.status = 413
    response.write_status_headers()
    response.writer.write_data("enough")
    response.writer.end_stream()


def handle_data(frame, request, response):
    pass
