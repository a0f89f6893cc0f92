"""Entries of exactly 4,096 octets, as large as the table.

Two of them, the second of which evicts the first. Each is referred to as soon as it is there.

A good client has room for the entry: 32 octets of overhead are counted, and not one more.

Case: A/7541/table-exactly-full
Level: MUST
Requires: An entry's size is that of its name and value and 32 octets; one as large as the table
fits.
Needs: settings HEADER_TABLE_SIZE>=4096
Strict: OK
Expect: fields right

RFC 7541 4.1, 4.4, RFC 9113 4.3
Tags: check, hpack, dynamic-table
"""

from h2craft.case import BODY, OK_BLOCK, literal

ROOM = 4_096 - 32 - len(b"x-full")
BLOCK = b"\x3f\xe1\x1f" + OK_BLOCK + literal(28, b"29")
BLOCK += literal(b"x-full", b"1" * ROOM, 0x40) + b"\xbe"
BLOCK += literal(b"x-full", b"2" * ROOM, 0x40) + b"\xbe"


def main(request, response):
    response.writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
