def main(request, response):
    response.writer.write_push(
        [
            (":method", "GET"),
            (":scheme", request.url_parts.scheme),
            (":authority", request.url_parts.netloc),
            (":path", "/pushed.txt"),
        ],
        status=200,
        response_headers=[("content-type", "text/plain")],
        response_data="nobody asked for this",
    )
    return "and this was asked for"
