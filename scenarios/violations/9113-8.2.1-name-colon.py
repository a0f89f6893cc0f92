"""A field name with a colon that is not its first octet.

The response's head is :status 200 and a field with the name a:b, or a: and nothing more. A
body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.2.1/name-colon
Level: MUST
Requires: Only the names of pseudo-header fields have a colon, as their first octet; elsewhere
it makes the response malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: middle, last

RFC 9113 8.2.1, 8.1.1
Tags: check, fields, malformed
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

BLOCKS = {
    "middle": OK_BLOCK + literal(b"a:b", b"1"),
    "last": OK_BLOCK + literal(b"a:", b"1"),
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
