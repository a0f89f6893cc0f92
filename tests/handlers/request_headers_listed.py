def main(request, response):
    known = (b"method", b"path", b"x-one", b"x-two")
    items = sorted((key, values) for key, values in request.headers.items() if key in known)
    return repr(items) + repr(request.headers.get_list("x-one"))
