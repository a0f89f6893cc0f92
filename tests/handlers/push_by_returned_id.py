def main(request, response):
    writer = response.writer
    response.write_status_headers()
    pushed = writer.write_push(
        [
            (":method", "GET"),
            (":path", "/later"),
            (":scheme", "https"),
            (":authority", request.headers[b"authority"]),
        ]
    )
    writer.write_data(f"promised {pushed}")
    writer.end_stream()
    writer.write_headers([("x-on", str(pushed))], 200, stream_id=pushed)
    writer.write_data("pushed ", stream_id=pushed)
    writer.write_data("later", last=True, stream_id=pushed)
