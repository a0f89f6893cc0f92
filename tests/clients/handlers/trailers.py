def main(request, response):
    response.headers.set("trailer", "checksum")
    response.write_status_headers()
    response.writer.write_data("before the trailers")
    response.writer.write_trailers([("checksum", "2a")])
