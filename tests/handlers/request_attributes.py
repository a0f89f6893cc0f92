def main(request, response):
    return "\n".join(
        map(
            str,
            [
                request.method,
                request.request_path,
                request.url_parts.path,
                request.url_parts.query,
                request.url_parts.port == int(request.url_parts.netloc.rsplit(":", 1)[1]),
                request.url_base,
                request.protocol_version,
                request.h2_stream_id,
                request.client_address[0],
                request.headers.get("x-missing"),
                request.headers.get("x-missing", b"default"),
                request.headers["method"],
                request.headers.get(b"SCHEME"),
                "path" in request.headers,
                "x-missing" in request.headers,
                request.raw_headers["x-test"],
                request.route_match,
            ],
        )
    )
