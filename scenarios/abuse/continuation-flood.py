"""A header block that goes on and on.

HEADERS without END_HEADERS, then CONTINUATION of 16,000 octets, each one more field, till 128 MiB
have left.

A good client stops at its limit for a field section (64 to 256 KiB are usual): RST_STREAM, or
GOAWAY ENHANCE_YOUR_CALM.

Case: C/continuation-flood
Level: SHOULD
Requires: The size of a field section is limited while it comes, not when it is complete.
Strict: BOUND

RFC 9113 10.5.1, 6.10
Tags: check, star, flood, continuation, fields
"""

from h2craft.case import literal
from h2craft.flood import abuse, again, flood_block

FIELD = literal(b"x-much", b"." * 15_988)


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False) as writer:
        flood_block(writer, FIELD, 8_388)
