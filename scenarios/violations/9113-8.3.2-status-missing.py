"""A response without :status.

The response's head is one field, a: b. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed. It makes no status up.

Case: 9113/8.3.2/status-missing
Level: MUST
Requires: A response has the pseudo-header field :status; without it, it is malformed: a stream
error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.3.2, 8.1.1
Tags: check, star, pseudo-header, malformed
"""

from h2craft.case import literal, violation

BLOCK = literal(b"a", b"b")


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
