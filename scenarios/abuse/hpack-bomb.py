"""Four thousand octets, repeated by an octet each.

Interim responses: the first puts one long field into the table, ten more refer to it fifteen
thousand times each, which makes sixty million octets of fields.

A good client counts fields as they come out of the table and stops at its limit: RST_STREAM, or
GOAWAY ENHANCE_YOUR_CALM.

Case: C/hpack-bomb
Level: SHOULD
Requires: The size of a field section is limited by its fields as they are after decompression.
Strict: BOUND

RFC 9113 10.5.1, RFC 7541 7.3
Tags: check, star, flood, hpack
"""

from h2craft.case import literal
from h2craft.flood import abuse, again, flood, interim

ENTRY = literal(b"x", b"." * 4_000, 0x40)
BOMB = b"\xbe" * 15_000  # the newest entry


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False, head=True) as writer:
        stream = writer.default_stream_id
        flood(writer, interim(stream, ENTRY))
        flood(writer, interim(stream, BOMB), 10)
