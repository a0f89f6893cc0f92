"""SETTINGS that are longer than a frame may be.

Half a body, then SETTINGS with as many unknown settings as make the frame longer than the
client's MAX_FRAME_SIZE: 16,386 octets where it has announced none.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR.

Case: 9113/4.2/settings-over-max-frame-size
Level: MUST
Requires: A frame that alters the state of the whole connection and is longer than one's own
MAX_FRAME_SIZE is a connection error of type FRAME_SIZE_ERROR.
Needs: settings MAX_FRAME_SIZE<16777215
Strict: CE(FRAME_SIZE_ERROR)

RFC 9113 4.2, 6.5, 5.4.1
Tags: check, settings, frame-size
"""

from h2craft.case import announced, violation


def main(request, response):
    most = announced(response, "MAX_FRAME_SIZE", 16_384)
    with violation(response) as writer:
        writer.write_settings([(0xF0F0, 1)] * (most // 6 + 1))
