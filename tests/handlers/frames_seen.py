def handle_headers(frame, request, response):
    request.before = len(request.frames)


def main(request, response):
    names = [type(frame).__name__ for frame in request.frames]
    octets = b"".join(getattr(frame, "data", b"") for frame in request.frames)
    return f"{request.before} {names} {octets!r}"
