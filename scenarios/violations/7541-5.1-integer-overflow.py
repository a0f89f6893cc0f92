"""Integers that do not fit.

The response's head is :status 200 and a field whose value has 2^32+1 octets, which is 1 in 32
bits, or 2^64+1, which is 1 in 64, and one octet is there; or the indexed field 2^31. A body
follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more. It reserves nothing for it.

Case: 7541/5.1/integer-overflow
Level: MUST
Requires: An integer beyond what an implementation can hold is a decoding error, which is a
connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)
Variants: length-2-32, length-2-64, index-2-31

RFC 7541 5.1, 5.2, RFC 9113 4.3
Tags: check, hpack, compression, integer
"""

from h2craft.case import chosen, violation

BLOCKS = {
    "length-2-32": b"\x88\x00\x01a\x7f\x82\xff\xff\xff\x0fx",
    "length-2-64": b"\x88\x00\x01a\x7f\x82" + b"\xff" * 8 + b"\x01x",
    "index-2-31": b"\x88\xff\x81\xff\xff\xff\x07",
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
