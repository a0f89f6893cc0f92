def main(request, response):
    raise RuntimeError("raised on purpose")
