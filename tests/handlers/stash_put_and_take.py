def main(request, response):
    stash = request.server.stash
    key = request.GET.first(b"key")
    if b"put" in request.GET:
        stash.put(key, request.GET.first(b"put"))
        return "put"
    return repr(stash.take(key))
