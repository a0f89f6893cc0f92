"""A Huffman-coded value with every octet that may stand in one.

0x20 to 0x7e and 0x80 to 0xff, and a Huffman-coded string without an octet; content-length
behind them is Huffman-coded as well.

A good client decodes them all; codes are up to 28 bits long.

Case: A/7541/huffman-all-octets
Level: MUST
Requires: Any octet may be Huffman-coded, also those that are longer for it.
Strict: OK
Expect: fields right

RFC 7541 5.2, RFC 9113 4.3
Tags: check, hpack, huffman
"""

from h2craft.case import BODY, OK_BLOCK, literal

EVERY = b"a" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100)) + b"z"
BLOCK = OK_BLOCK + literal(b"x-every", EVERY, huffman=True) + literal(b"x-none", b"", huffman=True)


def main(request, response):
    block = BLOCK + literal(28, b"29", huffman=True)
    response.writer.write_raw_header_frame([], end_headers=True, block=block)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
