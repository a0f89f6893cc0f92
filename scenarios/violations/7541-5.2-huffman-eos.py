"""A Huffman string with EOS in it.

The response's head is :status 200 and a field whose value is 32 bits of 1; the first 30 are
the symbol EOS. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/5.2/huffman-eos
Level: MUST
Requires: A Huffman string that contains the symbol EOS is a decoding error, which is a
connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 7541 5.2, RFC 9113 4.3
Tags: check, hpack, compression, huffman
"""

from h2craft.case import violation

BLOCK = b"\x88\x00\x01a\x84\xff\xff\xff\xff"


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
