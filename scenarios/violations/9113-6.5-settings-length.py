"""SETTINGS of five octets, of seven, or of three.

Half a body, then SETTINGS whose length is no multiple of six.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.5/settings-length
Level: MUST
Requires: SETTINGS of a length that is no multiple of six octets are a connection error of type
FRAME_SIZE_ERROR.
Strict: CE(FRAME_SIZE_ERROR)
Variants: five, seven, three

RFC 9113 6.5, 5.4.1
Tags: check, settings, frame-size
"""

from h2craft.case import chosen, violation

LENGTHS = {"five": 5, "seven": 7, "three": 3}


def main(request, response):
    length = chosen(request, LENGTHS)
    with violation(response) as writer:
        writer.write_raw_frame("SETTINGS", bytes(length), stream_id=0)
