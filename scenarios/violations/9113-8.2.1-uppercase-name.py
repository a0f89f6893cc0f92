"""A field name with upper case letters.

The response's head is :status 200 and X-Up: 1. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.2.1/uppercase-name
Level: MUST
Requires: Field names are in lower case; one with an upper case letter makes the response
malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.2.1, 8.2, 8.1.1
Tags: check, star, fields, malformed
"""

from h2craft.case import OK_BLOCK, literal, violation

BLOCK = OK_BLOCK + literal(b"X-Up", b"1")


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
