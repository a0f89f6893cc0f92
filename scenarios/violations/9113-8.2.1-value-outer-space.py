"""A field value that begins or ends with a space or a tab.

The response's head is :status 200 and a field with a value that is not trimmed. A body
follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed. Many clients take it all the same, which is told as a warning.

Case: 9113/8.2.1/value-outer-space
Level: MUST
Requires: A value neither begins nor ends with SP or HTAB; otherwise the response is malformed:
a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Lenient: OK
Variants: space-first, space-last, tab-first, tab-last

RFC 9113 8.2.1, 8.1.1
Tags: check, fields, malformed
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

VALUES = {
    "space-first": b" b",
    "space-last": b"b ",
    "tab-first": b"\tb",
    "tab-last": b"b\t",
}


def main(request, response):
    field = literal(b"a", chosen(request, VALUES))
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + field)
