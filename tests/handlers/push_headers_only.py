def main(request, response):
    response.write_status_headers()
    response.writer.write_push(
        [
            (":method", "HEAD"),
            (":path", "/pushed"),
            (":scheme", "https"),
            (":authority", request.headers[b"authority"]),
        ],
        status=204,
        response_headers=[("x-pushed", "head")],
    )
    response.writer.write_data("the page", last=True)
