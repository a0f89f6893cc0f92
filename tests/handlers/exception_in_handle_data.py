def handle_data(frame, request, response):
    raise RuntimeError("raised on purpose")
