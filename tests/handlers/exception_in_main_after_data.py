def main(request, response):
    response.write_status_headers()
    response.writer.write_data("partial")
    raise RuntimeError("raised on purpose")
