"""The connection ends in the middle of a body without TLS saying so.

Headers without content-length, half a body, then FIN without a close_notify before it, as
somebody on the path could make it look. Over cleartext this is a plain close.

A good client reports that the response is incomplete: it cannot know whether the server has
said all it had to say.

RFC 9113 8.1, 9.2, RFC 8446 6.1
Tags: close, truncated, tls
Needs: TLS
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.close("no-tls-close")
