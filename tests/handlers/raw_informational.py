def main(request, response):
    response.writer.write_raw_header_frame(
        [(":status", "103"), ("link", "</style.css>; rel=preload")], end_headers=True
    )
    response.headers.set("x-final", "yes")
    response.write_status_headers()
    response.writer.write_data("final", last=True)
