"""A field name with an octet that no name may have, or with none.

The response's head is :status 200 and a field whose name has a NUL, a space, DEL, or an octet
above 7f in its middle, or is empty. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.2.1/name-bad-octet
Level: MUST
Requires: A name has no octets of 00 to 20, 41 to 5a, or 7f to ff, and is not empty; otherwise
the response is malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: nul, space, del, above-7f, empty

RFC 9113 8.2.1, 8.1.1, RFC 9110 5.1
Tags: check, fields, malformed
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

BLOCKS = {
    "nul": OK_BLOCK + literal(b"a\x00b", b"1"),
    "space": OK_BLOCK + literal(b"a b", b"1"),
    "del": OK_BLOCK + literal(b"a\x7fb", b"1"),
    "above-7f": OK_BLOCK + literal(b"a\x80b", b"1"),
    "empty": OK_BLOCK + literal(b"", b"1"),
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
