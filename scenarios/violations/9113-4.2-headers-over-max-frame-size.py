"""HEADERS of one octet more than a frame may have.

The response's head is one HEADERS frame, lawful but for its length: one octet more than the
client's MAX_FRAME_SIZE. A body follows.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR: what it cannot read of a
header block, its HPACK table lacks.

Case: 9113/4.2/headers-over-max-frame-size
Level: MUST
Requires: A frame with a field block that is longer than one's own MAX_FRAME_SIZE is a
connection error of type FRAME_SIZE_ERROR.
Needs: settings MAX_FRAME_SIZE<16777215
Strict: CE(FRAME_SIZE_ERROR)

RFC 9113 4.2, 6.5.2, 5.4.1
Tags: check, headers, frame-size
"""

from h2craft.case import announced, block_of, violation


def main(request, response):
    most = announced(response, "MAX_FRAME_SIZE", 16_384)
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=block_of(most + 1))
