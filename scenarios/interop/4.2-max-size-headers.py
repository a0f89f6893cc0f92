"""A HEADERS frame of exactly 16,384 octets.

One field of 12 KB and one of 4 KB, written without Huffman coding, fill the frame to its last
octet; then comes a body.

A good client takes the frame, as its MAX_HEADER_LIST_SIZE does not speak against it, and
delivers the body.

Case: A/4.2/max-size-headers
Level: MUST
Requires: Frames up to 16,384 octets of payload must be taken, HEADERS too.
Strict: OK

RFC 9113 4.2, 6.5.2
Tags: check, headers, frame-size
"""

from h2craft.case import OK_BLOCK, announced, literal, missing, whole

FULL = 16_384
BLOCK = OK_BLOCK + literal(b"x-twelve", b"t" * 12_288)
SPENT = len(BLOCK) + len(literal(b"x-filler", b"f" * 4_000)) - 4_000
BLOCK += literal(b"x-filler", b"f" * (FULL - SPENT))


def main(request, response):
    writer = response.writer
    if announced(response, "MAX_HEADER_LIST_SIZE", 2**32) < FULL + 100:
        missing(response, "a MAX_HEADER_LIST_SIZE above 16 KB")
        whole(response)
        return
    writer.write_headers([], 200, block=BLOCK)
    writer.write_data("the head was long\n", last=True)
