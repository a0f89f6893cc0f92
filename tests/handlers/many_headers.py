def main(request, response):
    """A block larger than one frame: HEADERS and CONTINUATION on the wire."""
    response.headers.update([(f"x-{number}", "v" * 100) for number in range(300)])
    return "done"
