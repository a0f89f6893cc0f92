"""Each DATA frame is one call, an empty one too."""


def handle_headers(frame, request, response):
    request.seen = []


def handle_data(frame, request, response):
    request.seen.append((len(frame.data), frame.flow_controlled_length, bool(frame.stream_ended)))


def main(request, response):
    return f"{request.seen}"
