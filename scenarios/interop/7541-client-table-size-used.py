"""All of the dynamic table that the client has offered is used.

A size update to what the client's HEADER_TABLE_SIZE says, once a PING has shown that it has our
ACK; entries of more than 4,096 octets; and in the second response references to the oldest of
them.

A good client has the table it has offered.

Case: A/7541/client-table-size-used
Level: MUST
Requires: A client that announces a larger HEADER_TABLE_SIZE keeps a table of that size once it
is used.
Needs: requests 2, settings HEADER_TABLE_SIZE>=5500
Strict: OK
Expect: fields right

RFC 7541 4.2, 6.3, RFC 9113 4.3.1, 6.5.2
Tags: check, hpack, table-size, settings
"""

from h2craft.case import BODY, Turns, announced, encode_integer, literal, reaction

TURNS = Turns(2)
ENTRIES = literal(8, b"200", 0x40) + literal(28, b"29", 0x40)
ENTRIES += b"".join(literal(b"x-%d" % number, b"v" * 1_000, 0x40) for number in range(5))
SECOND = b"\xc4\xc3"  # 68 is :status: 200, 67 is content-length: 29


def main(request, response):
    reaction(response)
    if TURNS.of(response, request) > 1:
        block = SECOND
    else:
        size = announced(response, "HEADER_TABLE_SIZE", 4_096)
        block = encode_integer(0x20, 0x1F, size) + ENTRIES
    response.writer.write_raw_header_frame([], end_headers=True, block=block)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
