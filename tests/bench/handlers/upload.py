"""Reads the whole body and answers with its length."""


def main(request, response):
    response.headers.set("Content-Type", "text/plain")
    return str(len(request.body))
