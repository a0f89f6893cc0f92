"""Octets that are no frames, instead of a response.

64 octets that make no sense, and nothing after them: what stands where a frame's length should
be is more than any client takes. The connection is closed when the client has said GOAWAY, or
after two seconds.

A good client gives up at once, with GOAWAY FRAME_SIZE_ERROR or PROTOCOL_ERROR, and says that
this is no HTTP/2; it does not wait for 10,873,341 octets.

RFC 9113 4.1, 4.2, 5.4.1
Tags: illegal, garbage, framing, connection-error
"""

import contextlib
import hashlib

GARBAGE = hashlib.sha512(b"garbage").digest()  # the same each time


def main(request, response):
    response.writer.write_raw(GARBAGE)
    with contextlib.suppress(TimeoutError):
        response.writer.wait_for("type:GOAWAY", timeout=2)
    response.writer.close()
