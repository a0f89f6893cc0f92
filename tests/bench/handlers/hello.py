"""The smallest answer a script can give."""


def main(request, response):
    response.headers.set("Content-Type", "text/plain")
    return "hello world"
