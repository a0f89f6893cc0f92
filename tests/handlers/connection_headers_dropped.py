def main(request, response):
    response.headers.set("Connection", "close")
    response.headers.set("Transfer-Encoding", "chunked")
    response.headers.set("Keep-Alive", "timeout=5")
    response.headers.set("X-Kept", "yes")
    return "body"
