"""A field name of a mebioctet.

A response whose only field has a name that goes over 64 CONTINUATION frames.

A good client stops at its limit for a field section: RST_STREAM, or GOAWAY ENHANCE_YOUR_CALM.

Case: C/header-name-huge
Level: rob
Requires: The size of a field section is limited, its names included.
Strict: BOUND

RFC 9113 10.5.1, 6.10
Tags: check, fields, continuation
"""

from h2craft.case import OK_BLOCK, literal
from h2craft.flood import abuse, again, block_frames, flood


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False) as writer:
        block = OK_BLOCK + literal(b"x" * (1 << 20), b"long")
        flood(writer, block_frames(writer.default_stream_id, block))
