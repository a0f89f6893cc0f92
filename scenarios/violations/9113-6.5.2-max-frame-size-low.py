"""MAX_FRAME_SIZE=16383.

Half a body, then SETTINGS with a MAX_FRAME_SIZE of one less than what everybody takes.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.5.2/max-frame-size-low
Level: MUST
Requires: MAX_FRAME_SIZE is between 16,384 and 16,777,215; any other value is a connection
error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.5.2, 5.4.1
Tags: check, star, settings, frame-size
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"MAX_FRAME_SIZE": 16_383})
