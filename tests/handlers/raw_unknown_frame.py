def main(request, response):
    response.writer.write_raw(b"\x00\x00\x05\xbe\x00" + (0).to_bytes(4, "big") + b"hello")
    response.write_status_headers()
    response.writer.write_data("after it", last=True)
