"""A field value with NUL, CR or LF.

The response's head is :status 200 and a field whose value has one of the three, as its first
octet, in the middle, or as its last. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed. It hands on nothing that a program would take for two fields.

Case: 9113/8.2.1/value-nul-cr-lf
Level: MUST
Requires: A value has no NUL, LF or CR at any position; otherwise the response is malformed: a
stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: lf-middle, lf-first, lf-last, cr-middle, cr-first, cr-last, nul-middle, nul-first,
nul-last

RFC 9113 8.2.1, 8.1.1, 10.3
Tags: check, star, fields, malformed
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

VALUES = {
    "lf-middle": b"b\nc",
    "lf-first": b"\nbc",
    "lf-last": b"bc\n",
    "cr-middle": b"b\rc",
    "cr-first": b"\rbc",
    "cr-last": b"bc\r",
    "nul-middle": b"b\x00c",
    "nul-first": b"\x00bc",
    "nul-last": b"bc\x00",
}


def main(request, response):
    field = literal(b"a", chosen(request, VALUES))
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + field)
