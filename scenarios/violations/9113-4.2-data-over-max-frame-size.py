"""DATA of one octet more than a frame may have.

Half a body, then a DATA frame that is one octet longer than the client's MAX_FRAME_SIZE.

A good client answers with FRAME_SIZE_ERROR, by RST_STREAM or by GOAWAY, and takes nothing of
it for the body.

Case: 9113/4.2/data-over-max-frame-size
Level: MUST
Requires: A frame that is longer than one's own MAX_FRAME_SIZE is a FRAME_SIZE_ERROR; for DATA
a stream error will do.
Needs: settings MAX_FRAME_SIZE<16777215
Strict: SE(FRAME_SIZE_ERROR)

RFC 9113 4.2, 6.5.2, 5.4.2
Tags: check, star, data, frame-size
"""

from h2craft.case import announced, violation


def main(request, response):
    most = announced(response, "MAX_FRAME_SIZE", 16_384)
    with violation(response) as writer:
        writer.write_raw_data_frame("x" * (most + 1))
