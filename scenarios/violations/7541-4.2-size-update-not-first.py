"""A dynamic table size update after a field.

The response's head is :status 200 and then a size update to 0. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/4.2/size-update-not-first
Level: MUST
Requires: A dynamic table size update is at the beginning of a block; anywhere else it is a
decoding error, which is a connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 7541 4.2, RFC 9113 4.3
Tags: check, hpack, compression, table-size
"""

from h2craft.case import violation

BLOCK = b"\x88\x20"


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
