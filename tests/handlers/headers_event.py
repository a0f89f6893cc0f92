"""What handle_headers is given."""


def handle_headers(frame, request, response):
    request.seen = [
        str(frame.stream_id),
        str(bool(frame.stream_ended)),
        repr([bytes(value) for name, value in frame.headers if name == b"x-test"]),
        repr([bytes(value) for name, value in frame.headers if name == b":path"]),
    ]


def main(request, response):
    return "|".join(request.seen)
