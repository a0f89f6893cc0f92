"""WINDOW_UPDATE of three octets, or of five.

Half a body, then WINDOW_UPDATE of a wrong length on stream 0.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.9/window-update-length
Level: MUST
Requires: WINDOW_UPDATE of any length but four octets is a connection error of type
FRAME_SIZE_ERROR.
Strict: CE(FRAME_SIZE_ERROR)
Variants: three, five

RFC 9113 6.9, 5.4.1
Tags: check, window-update, frame-size
"""

from h2craft.case import chosen, violation

LENGTHS = {"three": 3, "five": 5}


def main(request, response):
    length = chosen(request, LENGTHS)
    with violation(response) as writer:
        writer.write_raw_frame("WINDOW_UPDATE", bytes([1] * length), stream_id=0)
