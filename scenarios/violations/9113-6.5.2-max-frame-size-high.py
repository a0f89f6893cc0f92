"""MAX_FRAME_SIZE=16777216.

Half a body, then SETTINGS with a MAX_FRAME_SIZE that no frame's length could say.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.5.2/max-frame-size-high
Level: MUST
Requires: MAX_FRAME_SIZE is between 16,384 and 16,777,215; any other value is a connection
error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.5.2, 5.4.1
Tags: check, settings, frame-size
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"MAX_FRAME_SIZE": 2**24})
