"""A pseudo-header field that nobody knows.

The response's head is :status 200 and :foo. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.3/unknown-pseudo
Level: MUST
Requires: A pseudo-header field that is not defined makes the response malformed: a stream
error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.3, 8.1.1
Tags: check, pseudo-header, malformed
"""

from h2craft.case import OK_BLOCK, literal, violation

BLOCK = OK_BLOCK + literal(b":foo", b"bar")


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
