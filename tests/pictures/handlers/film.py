"""More octets than a client has room for, if it doesn't read them."""

FILM = b"A film of a pot of tea, drawing. " * (1 << 20)


def main(request, response):
    response.headers.set("content-type", "video/x-tea")
    response.headers.set("cache-control", "no-store")
    response.write_status_headers()
    response.writer.write_data(FILM, last=True)
