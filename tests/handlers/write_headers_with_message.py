def main(request, response):
    response.writer.write_headers([], 299, "Nobody hears this")
    response.writer.end_stream()
