"""A string that goes on beyond its block.

The response's head is :status 200 and a field with a value of five octets, of which two are
there. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/5.2/string-past-block
Level: MUST
Requires: A string that is longer than what is left of the block is a decoding error, which is
a connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 7541 5.2, RFC 9113 4.3
Tags: check, hpack, compression
"""

from h2craft.case import violation

BLOCK = b"\x88\x00\x01a\x05xy"


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
