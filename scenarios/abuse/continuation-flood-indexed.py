"""A header block that goes on and on, an octet a field.

HEADERS without END_HEADERS, then CONTINUATION full of references to the static table, till eight
million fields have left.

A good client stops at its limit for a field section, with little processor time: RST_STREAM, or
GOAWAY ENHANCE_YOUR_CALM.

Case: C/continuation-flood-indexed
Level: SHOULD
Requires: The size of a field section is limited while it comes, by its fields as they are.
Strict: BOUND

RFC 9113 10.5.1, RFC 7541 7.3
Tags: check, flood, continuation, hpack
"""

from h2craft.flood import abuse, again, flood_block

FIELDS = b"\x90" * 16_000  # accept-encoding: gzip, deflate


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False) as writer:
        flood_block(writer, FIELDS, 500)
