"""Takes an upload as it comes, and says how much it was."""


def handle_data(frame, request, response):
    pass


def main(request, response):
    return [("content-type", "text/plain")], f"{len(request.body)} octets\n"
