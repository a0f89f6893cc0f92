def main(request, response):
    return bytes(range(256))
