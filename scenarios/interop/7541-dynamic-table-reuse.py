"""Entries of one response make the heads of the next ones.

The first leaves a small field, three large ones and content-length in the table, 3,796 octets in
all. The second adds :status and a fourth large field, for which the oldest two entries have to go,
and refers to what is there then, up to the oldest one that is left; the third refers to :status
and to that one again. Whoever evicts other entries finds :status in a wrong place, or nothing.

A good client keeps the table over responses, and evicts exactly what has to be evicted.

Case: A/7541/dynamic-table-reuse
Level: MUST
Requires: The dynamic table lasts as long as the connection; entries are evicted from its end
until a new one fits.
Needs: requests 3, settings HEADER_TABLE_SIZE>=4096
Strict: OK
Expect: fields right

RFC 7541 2.3.2, 4.4, RFC 9113 4.3
Tags: check, star, hpack, dynamic-table
"""

from h2craft.case import BODY, OK_BLOCK, Turns, literal

TURNS = Turns(3)


def large(number):
    """1,235 octets of the table."""
    return literal(b"x-%d" % number, b"v" * 1_200, 0x40)


FIRST = b"\x3f\xe1\x1f" + OK_BLOCK  # 4,096 octets
FIRST += literal(b"x-gone", b"small", 0x40) + large(1) + large(2)
FIRST += literal(28, b"29", 0x40) + large(3)
SECOND = literal(8, b"200", 0x40) + large(4)  # x-gone and x-1 go with it
SECOND += b"\xbe\xc1\xc2\xc0"  # 62 is x-4, 65 content-length: 29, 66 x-2, 64 x-3
THIRD = b"\xbf\xc1\xc2"  # 63 is :status: 200


def main(request, response):
    block = {1: FIRST, 2: SECOND, 3: THIRD}.get(TURNS.of(response, request), OK_BLOCK)
    response.writer.write_raw_header_frame([], end_headers=True, block=block)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
