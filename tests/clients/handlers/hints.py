def handle_headers(frame, request, response):
    response.writer.write_informational(103, [("link", "</style.css>; rel=preload; as=style")])


def main(request, response):
    return "after the hints"
