"""The connection is closed in the middle of a body.

Headers without content-length, half a body, then an orderly end of the connection: close_notify
over TLS, and FIN. There is no GOAWAY and no END_STREAM.

A good client reports that the response is incomplete: only END_STREAM ends a body. It may say
so of half a body it has passed on already, and may ask again for a GET.

RFC 9113 8.1, 8.1.1, 5.4.1
Tags: close, truncated, fin
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.close("clean")
