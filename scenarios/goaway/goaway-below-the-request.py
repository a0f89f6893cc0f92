"""GOAWAY that names a stream below the request's, and the end: nobody has looked at it.

Every second request is answered, so that a client that tries again succeeds.

A good client sends the request again over a new connection, also where its method is not
idempotent: the server has promised that it did nothing with it.

RFC 9113 6.8, 8.7
Tags: goaway, retry, interop
"""


def main(request, response):
    if request.ordinal % 2 == 0:
        return "answered the second time\n"
    writer = response.writer
    writer.leave_open()
    writer.write_goaway(0, "NO_ERROR")
    writer.close()
