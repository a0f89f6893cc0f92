def promise(request, path):
    return [
        (":method", "GET"),
        (":path", path),
        (":scheme", "https"),
        (":authority", request.headers[b"authority"]),
    ]


def main(request, response):
    response.write_status_headers()
    response.writer.write_push(
        promise(request, "/pushed.css"),
        status=200,
        response_headers=[("content-type", "text/css"), ("x-pushed", b"yes")],
        response_data="a { color: green }",
    )
    response.writer.write_data("the page", last=True)
