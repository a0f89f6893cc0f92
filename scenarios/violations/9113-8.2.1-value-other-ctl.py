"""A field value with a control character.

The response's head is :status 200 and a field with 01 or 7f in its value. A body follows.

A good client treats the response as malformed and resets the stream with PROTOCOL_ERROR, or
takes it.

Case: 9113/8.2.1/value-other-ctl
Level: SHOULD
Requires: Beyond NUL, CR and LF, an implementation SHOULD look at values by the rules of RFC
9110, which know no other control characters but HTAB either.
Strict: SE(PROTOCOL_ERROR) or OK
Variants: soh, del

RFC 9113 8.2.1, RFC 9110 5.5
Tags: check, fields
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

VALUES = {
    "soh": b"b\x01c",
    "del": b"b\x7fc",
}


def main(request, response):
    field = literal(b"a", chosen(request, VALUES))
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + field)
