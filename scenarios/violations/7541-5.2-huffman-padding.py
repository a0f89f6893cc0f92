"""A Huffman string with padding that is too long, or of zeros.

The response's head is :status 200 and a field whose value, one letter of five bits, is filled
up with eleven 1 bits, or with three 0 bits. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/5.2/huffman-padding
Level: MUST
Requires: Huffman strings are filled up with less than an octet of the beginning of EOS, which
is all ones; anything else is a decoding error, which is a connection error of type
COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)
Variants: long, zeros

RFC 7541 5.2, RFC 9113 4.3
Tags: check, star, hpack, compression, huffman
"""

from h2craft.case import chosen, violation

BLOCKS = {
    "long": b"\x88\x00\x01a\x82\x1f\xff",
    "zeros": b"\x88\x00\x01a\x81\x18",
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
