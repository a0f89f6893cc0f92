"""A dynamic table size update beyond what the client allows.

The response's head begins with a size update to one more than the client's HEADER_TABLE_SIZE:
4,097 where it has announced none. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more. It reserves nothing for it.

Case: 7541/6.3/size-update-over-limit
Level: MUST
Requires: A size beyond the HEADER_TABLE_SIZE that the decoder has announced is a decoding
error, which is a connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 7541 6.3, RFC 9113 4.3, 4.3.1
Tags: check, hpack, compression, table-size
"""

from hpack.hpack import encode_integer

from h2craft.case import OK_BLOCK, announced, violation


def main(request, response):
    size = encode_integer(announced(response, "HEADER_TABLE_SIZE", 4_096) + 1, 5)
    size[0] |= 0x20  # a dynamic table size update
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=bytes(size) + OK_BLOCK)
