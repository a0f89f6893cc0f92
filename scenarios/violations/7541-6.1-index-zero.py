"""A reference to entry 0.

The response's head is :status 200 and the indexed field 0. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/6.1/index-zero
Level: MUST
Requires: The tables begin with entry 1; an indexed field of 0 is a decoding error, which is a
connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 7541 6.1, RFC 9113 4.3
Tags: check, hpack, compression
"""

from h2craft.case import violation

BLOCK = b"\x88\x80"


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
