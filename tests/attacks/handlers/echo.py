def handle_headers(frame, request, response):
    response.write_status_headers()


def handle_data(frame, request, response):
    response.writer.write_data(frame.data)


def main(request, response):
    response.writer.end_stream()
