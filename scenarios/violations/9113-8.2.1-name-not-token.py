"""A field name that is no token.

The response's head is :status 200 and a field with the name a(b). A body follows.

A good client treats the response as malformed and resets the stream with PROTOCOL_ERROR, or
takes it.

Case: 9113/8.2.1/name-not-token
Level: SHOULD
Requires: Beyond the octets that no name may have, an implementation SHOULD look at names by
the rules of RFC 9110, where a name is a token.
Strict: SE(PROTOCOL_ERROR) or OK

RFC 9113 8.2.1, RFC 9110 5.1, 5.6.2
Tags: check, fields
"""

from h2craft.case import OK_BLOCK, literal, violation

BLOCK = OK_BLOCK + literal(b"a(b)", b"1")


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
