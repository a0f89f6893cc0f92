"""Fields that push each other out of the table.

Interim responses whose fields are all to be kept, each of them Huffman-coded and in the place of
an older one; a hundred thousand of them.

A good client takes time in proportion to the octets, or stops at a limit of its own.

Case: C/hpack-table-churn
Level: rob
Requires: Decompression takes processor time in proportion to its input.
Strict: BOUND

RFC 9113 10.5, RFC 7541 7.2
Tags: check, flood, hpack
"""

from h2craft.case import literal
from h2craft.flood import abuse, again, flood, interim

FIELDS = [literal(b"x", b"%032d" % number, 0x40, huffman=True) for number in range(400)]


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False, head=True) as writer:
        flood(writer, interim(writer.default_stream_id, b"".join(FIELDS)), 250)
