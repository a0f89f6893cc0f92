"""A body of a million octets: it stops wherever the client's windows are full.

The server sends what the windows of the client allow, to the last octet, and then waits for
WINDOW_UPDATE, as often as it takes.

A good client credits the stream and the connection as it takes the octets, before the server
stands still for long, and gets the whole body.

RFC 9113 5.2, 6.9
Tags: flow-control, windows, download, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "application/octet-stream")], 200)
    writer.write_data(bytes(1_000_000), last=True)
