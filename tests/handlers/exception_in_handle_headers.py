def handle_headers(frame, request, response):
    raise RuntimeError("raised on purpose")
