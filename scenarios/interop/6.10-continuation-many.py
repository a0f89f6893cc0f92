"""A header block of 301 octets in HEADERS and 300 CONTINUATION frames.

All the frames leave together. They are no attack, but some clients take them for one.

A good client puts the block together; one that limits the number of frames may close the
connection with ENHANCE_YOUR_CALM, which is a low limit.

Case: A/6.10/continuation-many
Level: rob
Requires: Any number of CONTINUATION frames may follow; a limit to it is the client's own.
Strict: OK
Lenient: CE(ENHANCE_YOUR_CALM)

RFC 9113 6.10, 10.5.1
Tags: check, continuation, limits
"""

from h2craft.case import BODY, OK_BLOCK, literal

BLOCK = OK_BLOCK + literal(b"x-long", b"y" * 289)


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([], block=BLOCK[:1])
        for place in range(1, len(BLOCK)):
            octet, last = BLOCK[place : place + 1], place == len(BLOCK) - 1
            writer.write_raw_continuation_frame([], end_headers=last, block=octet)
    writer.write_data(BODY, last=True)
