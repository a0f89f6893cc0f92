def main(request, response):
    first = request.raw_input.read(5)
    rest = request.raw_input.read()
    return b"%s|%s|%d" % (first, rest[:20], len(request.body))
