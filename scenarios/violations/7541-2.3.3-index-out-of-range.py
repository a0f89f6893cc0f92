"""A reference to an entry that is in no table.

The response's head is :status 200 and the indexed field 207, or a literal whose name is that
of entry 143; the dynamic table is empty. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/2.3.3/index-out-of-range
Level: MUST
Requires: An index beyond both tables is a decoding error, which is a connection error of type
COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)
Variants: field, name

RFC 7541 2.3.3, RFC 9113 4.3
Tags: check, hpack, compression
"""

from h2craft.case import chosen, violation

BLOCKS = {
    "field": b"\x88\xff\x50",
    "name": b"\x88\x7f\x50\x01x",
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
