def main(request, response):
    def parts():
        yield "one"
        yield "two"
        raise RuntimeError("raised on purpose")

    return parts()
