def main(request, response):
    def parts():
        yield "one "
        yield b"two "
        yield ""
        yield "three"

    return [("Content-Type", "text/plain")], parts()
