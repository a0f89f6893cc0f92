def main(request, response):
    return [("content-type", "text/plain")], "hello " + request.method
