def main(request, response):
    response.status = 206
    response.headers.set("x-by", "write")
    response.content = ["a", b"b", "c"]
    response.write()
