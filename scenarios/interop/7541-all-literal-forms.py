"""Fields in every form HPACK knows.

An interim response has literals with, without and never with indexing, by new names and by
names of the tables, Huffman-coded and plain. The final :status then is a literal whose name is
one of the five entries made there, and content-length another: in a wrong table it is none.

A good client decodes all of them, and has five entries in its table, in this order.

Case: A/7541/all-literal-forms
Level: MUST
Requires: Each representation is decoded as such, and only those with incremental indexing make
an entry.
Strict: OK
Expect: fields right

RFC 7541 6, RFC 9113 4.3
Tags: check, hpack
"""

from h2craft.case import BODY, literal

INTERIM = (
    literal(8, b"103", 0x40)  # :status, in the end at 66
    + literal(b"x-new", b"plain, no entry")
    + literal(b"x-coded", b"Huffman, no entry", huffman=True)
    + literal(b"x-secret", b"plain, never an entry", 0x10)
    + literal(b"x-coded-secret", b"Huffman, never an entry", 0x10, huffman=True)
    + literal(b"x-entry", b"plain, at 65", 0x40)
    + literal(b"x-coded-entry", b"Huffman, at 64", 0x40, huffman=True)
    + literal(45, b"</a>; rel=preload", 0x40, huffman=True)  # link, at 63
    + literal(64, b"by a name of the dynamic table", 0x00)  # x-entry, as yet
    + literal(64, b"by such a name, at 62", 0x40)
)
FINAL = literal(66, b"200") + literal(28, b"29", 0x10, huffman=True) + b"\xbe\xc0"


def main(request, response):
    response.writer.write_raw_header_frame([], end_headers=True, block=INTERIM)
    response.writer.write_raw_header_frame([], end_headers=True, block=FINAL)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
