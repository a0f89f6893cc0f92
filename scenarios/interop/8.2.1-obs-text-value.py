"""A field value with octets from 0x80 to 0xff, and a tab inside.

They are written with Huffman coding and without.

A good client delivers the response; what its application sees of such octets is its own affair.

Case: A/8.2.1/obs-text-value
Level: MUST
Requires: Field values may have octets of obs-text, and tabs between others.
Strict: OK

RFC 9113 8.2.1, RFC 9110 5.5
Tags: check, fields, obs-text
"""

from h2craft.case import BODY, OK_BLOCK, literal

TEXT = b"a\tb " + bytes(range(0x80, 0x100)) + b"\tc"
BLOCK = OK_BLOCK + literal(b"x-plain", TEXT) + literal(b"x-coded", TEXT, huffman=True)


def main(request, response):
    response.writer.write_headers([], 200, block=BLOCK + literal(b"content-length", b"29"))
    response.writer.write_data(BODY, last=True)
