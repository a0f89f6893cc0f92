"""After a connection error: GOAWAY, and the end of the connection.

Half a body, then a PING of nine octets, which is a connection error to anyone.

A good client sends GOAWAY FRAME_SIZE_ERROR and closes the TCP connection, at once and by
itself.

Case: 9113/5.4.1/goaway-then-close
Level: SHOULD
Requires: An endpoint that meets a connection error SHOULD send GOAWAY with the reason and MUST
close the TCP connection.
Strict: CE(FRAME_SIZE_ERROR)
Expect: at least 1: kind:END_RECEIVED; after violation; within 3 s

RFC 9113 5.4.1, 6.7
Tags: check, goaway, close
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_ping(b"nine octs")
