"""A header block of ten thousand size updates.

The table is made empty and large again five thousand times, before :status 200.

A good client takes them in bounded time, or closes the connection with COMPRESSION_ERROR: more
than two in a block say nothing.

Case: C/hpack-size-update-flood
Level: rob
Requires: Decompression takes processor time in proportion to its input.
Strict: BOUND or CE(COMPRESSION_ERROR)

RFC 9113 10.5, RFC 7541 4.2
Tags: check, hpack
"""

from h2craft.case import OK_BLOCK
from h2craft.flood import abuse, again, block_frames

UPDATES = b"\x20\x3f\xe1\x1f" * 5_000  # to 0, to 4,096


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False) as writer:
        writer.pour(block_frames(writer.default_stream_id, UPDATES + OK_BLOCK))
