def main(request, response):
    return [("content-type", request.headers.get("content-type", b"text/plain"))], request.body
