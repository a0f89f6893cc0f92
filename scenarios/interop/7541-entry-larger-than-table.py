"""A field with incremental indexing that is larger than the table.

The table is set to 4,096 octets and has an entry; a field of 5,000 octets empties it, and
content-length is its first entry then. The second response refers to that.

A good client takes the field and has an empty table afterwards: this is no error.

Case: A/7541/entry-larger-than-table
Level: MUST
Requires: An entry larger than the table empties the table and is not put into it.
Needs: requests 2, settings HEADER_TABLE_SIZE>=4096
Strict: OK
Expect: fields right

RFC 7541 4.4, RFC 9113 4.3
Tags: check, hpack, dynamic-table
"""

from h2craft.case import BODY, Turns, literal

TURNS = Turns(2)
FIRST = b"\x3f\xe1\x1f" + literal(8, b"200", 0x40)
FIRST += literal(b"x-large", b"l" * 5_000, 0x40) + literal(28, b"29", 0x40)
SECOND = b"\x88\xbe"  # :status 200, content-length: 29


def main(request, response):
    block = SECOND if TURNS.of(response, request) > 1 else FIRST
    response.writer.write_raw_header_frame([], end_headers=True, block=block)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
