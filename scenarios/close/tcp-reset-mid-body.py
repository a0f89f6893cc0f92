"""The connection is reset in the middle of a body.

Headers without content-length, half a body, then a TCP RST.

A good client reports that the response is incomplete, and that the connection was reset.

RFC 9113 8.1, 5.4.1
Tags: close, truncated, reset
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.close("reset")
