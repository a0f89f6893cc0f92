"""A header block in a million frames with nothing in them.

HEADERS without END_HEADERS, then empty CONTINUATION, and at last one that ends it.

A good client limits how many there are, or gets through them in bounded time.

Case: C/continuation-empty-flood
Level: SHOULD
Requires: Use of CONTINUATION is limited where it is excessive.
Strict: BOUND

RFC 9113 10.5, 6.10
Tags: check, flood, continuation
"""

from h2craft.flood import abuse, again, flood_block


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False) as writer:
        flood_block(writer, b"", 1_000_000)
