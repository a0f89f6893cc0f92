"""`/download.py?N` answers with N octets."""


def main(request, response):
    response.headers.set("Content-Type", "application/octet-stream")
    return bytes(int(request.url_parts.query))
