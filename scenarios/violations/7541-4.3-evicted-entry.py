"""A reference to an entry that is no longer in the table.

An interim response adds old: entry to the dynamic table. Another one refers to it: after a
size update to 0, which has emptied the table; after an entry that has filled the table and left
no room for the old one; or after one that is larger than the table, and has emptied it without
being put into it. Then a response as it should be.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/4.3/evicted-entry
Level: MUST
Requires: What was evicted is in no table any more; a reference to it is a decoding error,
which is a connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)
Variants: emptied, displaced, too-large

RFC 7541 4.3, 4.4, 2.3.3, RFC 9113 4.3
Tags: check, hpack, compression
"""

from hpack.hpack import encode_integer

from h2craft.case import announced, chosen, literal, violation

INTERIM = literal(8, b"103")
NEWEST, SECOND = b"\xbe", b"\xbf"  # the entries 62 and 63


def main(request, response):
    room = min(4_096, announced(response, "HEADER_TABLE_SIZE", 4_096))
    update = encode_integer(room, 5)
    update[0] |= 0x20  # so that both ends know what there is room for
    filling = literal(b"f", b"f" * max(0, room - 33), 0x40)
    large = literal(b"l", b"l" * room, 0x40)
    blocks = {
        "emptied": b"\x20" + literal(b":status", b"103") + NEWEST,
        "displaced": INTERIM + filling + SECOND,
        "too-large": INTERIM + large + NEWEST,
    }
    block = chosen(request, blocks)
    with violation(response, opened=False, head=True) as writer:
        old = bytes(update) + INTERIM + literal(b"old", b"entry", 0x40)
        writer.write_raw_header_frame([], end_headers=True, block=old)
        writer.write_raw_header_frame([], end_headers=True, block=block)
