def main(request, response):
    response.headers.set("trailer", "x-check")
    response.write_status_headers()
    response.writer.write_data("before the trailers")
    response.writer.write_raw_header_frame(
        [("x-check", "sum"), ("x-twice", "sum")], end_stream=True, end_headers=True
    )
