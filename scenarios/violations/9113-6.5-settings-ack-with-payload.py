"""SETTINGS with ACK and a setting.

Half a body, then SETTINGS with the flag ACK that are not empty.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.5/settings-ack-with-payload
Level: MUST
Requires: SETTINGS with the flag ACK and any length but 0 are a connection error of type
FRAME_SIZE_ERROR.
Strict: CE(FRAME_SIZE_ERROR)

RFC 9113 6.5, 5.4.1
Tags: check, settings, frame-size
"""

from h2craft.case import violation

NINE_STREAMS = bytes.fromhex("0003 00000009")  # MAX_CONCURRENT_STREAMS=9


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("SETTINGS", NINE_STREAMS, "ACK", stream_id=0)
