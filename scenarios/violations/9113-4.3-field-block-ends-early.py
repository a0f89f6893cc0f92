"""A header block that ends in the middle of a field.

The response's head is a HEADERS frame with END_HEADERS and the octets 88 ff: :status 200, and
the first octet of an index that has more. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR.

Case: 9113/4.3/field-block-ends-early
Level: MUST
Requires: A field block is complete where END_HEADERS is set; what is cut off there cannot be
decompressed, which is a connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 9113 4.3, 5.4.1, RFC 7541 5.1
Tags: check, hpack, compression
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=b"\x88\xff")
