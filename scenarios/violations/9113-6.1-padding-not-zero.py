"""Padding that is not all zeros.

Half a body; the rest of it comes after DATA with eight octets of padding that are letters.

A good client takes no notice of what padding says, or closes the connection with GOAWAY
PROTOCOL_ERROR; it does not take it for a part of the body.

Case: 9113/6.1/padding-not-zero
Level: MAY
Requires: A receiver need not look at padding, but may treat padding that is not zero as a
connection error of type PROTOCOL_ERROR.
Strict: OK or CE(PROTOCOL_ERROR)

RFC 9113 6.1
Tags: check, data, padding
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("DATA", b"\x08padded, notzeros", "PADDED")
