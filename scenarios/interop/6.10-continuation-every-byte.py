"""A header block with one octet in HEADERS and one in each CONTINUATION.

41 octets in 41 frames, which leave together.

A good client puts the block together and decodes it as a whole.

Case: A/6.10/continuation-every-byte
Level: MUST
Requires: A field block may be cut anywhere, into any number of CONTINUATION frames.
Strict: OK
Expect: fields right

RFC 9113 6.10, 4.3
Tags: check, star, continuation, headers
"""

from h2craft.case import BODY, OK_BLOCK, literal

BLOCK = OK_BLOCK + literal(b"content-length", b"29") + literal(b"x-octets", b"one by one")


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([], block=BLOCK[:1])
        for place in range(1, len(BLOCK)):
            octet, last = BLOCK[place : place + 1], place == len(BLOCK) - 1
            writer.write_raw_continuation_frame([], end_headers=last, block=octet)
    writer.write_data(BODY, last=True)
