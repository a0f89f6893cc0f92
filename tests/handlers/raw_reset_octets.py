def main(request, response):
    response.write_status_headers()
    stream = request.h2_stream_id.to_bytes(4, "big")
    response.writer.write_raw(b"\x00\x00\x04\x03\x00" + stream + (8).to_bytes(4, "big"))
    response.writer.stream_ended = True
