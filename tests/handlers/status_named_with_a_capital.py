def main(request, response):
    response.status = 401
    response.headers.set(b"Status", b"401 Not yet")
    response.headers.set("Host", "elsewhere.test")
    return "asked"
