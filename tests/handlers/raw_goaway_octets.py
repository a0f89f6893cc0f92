def main(request, response):
    response.write_status_headers()
    response.writer.write_data("goodbye", last=True)
    stream = request.h2_stream_id.to_bytes(4, "big")
    payload = stream + (11).to_bytes(4, "big") + b"calm down"
    header = len(payload).to_bytes(3, "big") + b"\x07\x00" + bytes(4)
    response.writer.write_raw(header + payload)
