"""Entries of the first response make the head of the second.

The first leaves :status, content-length and three large fields in the table, 3,795 octets in
all. The second refers to the first two, adds a fourth large field, for which the oldest three
entries have to go, and refers to what is the oldest one then.

A good client keeps the table over responses, and evicts exactly what has to be evicted.

Case: A/7541/dynamic-table-reuse
Level: MUST
Requires: The dynamic table lasts as long as the connection; entries are evicted from its end
until a new one fits.
Needs: requests 2, settings HEADER_TABLE_SIZE>=4096
Strict: OK
Expect: fields right

RFC 7541 2.3.2, 4.4, RFC 9113 4.3
Tags: check, star, hpack, dynamic-table
"""

from h2craft.case import BODY, OK_BLOCK, Turns, literal

TURNS = Turns(2)
FIRST = b"\x3f\xe1\x1f"  # 4,096 octets
FIRST += literal(8, b"200", 0x40) + literal(28, b"29", 0x40)  # 42 octets of it and 48
FIRST += b"".join(literal(b"x-%d" % number, b"v" * 1_200, 0x40) for number in (1, 2, 3))
SECOND = b"\xc2\xc1"  # 66 is :status: 200, 65 is content-length: 29
SECOND += literal(b"x-4", b"v" * 1_200, 0x40)  # 64, x-1, goes with them
SECOND += b"\xbe\xc0\xbf"  # x-4 at 62, x-2 at 64, x-3 at 63


def main(request, response):
    block = {1: FIRST, 2: SECOND}.get(TURNS.of(response, request), OK_BLOCK)
    response.writer.write_raw_header_frame([], end_headers=True, block=block)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
