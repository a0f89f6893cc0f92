def main(request, response):
    response.write_status_headers()
    pushed = response.writer.write_push(
        [
            (":method", "GET"),
            (":path", "/twelve"),
            (":scheme", "https"),
            (":authority", request.headers[b"authority"]),
        ],
        push_stream_id=12,
        status=200,
        response_headers=[],
        response_data=b"twelve",
    )
    response.writer.write_data(f"promised {pushed}", last=True)
