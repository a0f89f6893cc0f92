def main(request, response):
    response.status = 202, "Accepted"
    response.headers.set(b"Content-Type", b"text/plain")
    response.content = "from response.content"
