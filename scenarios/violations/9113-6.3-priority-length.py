"""PRIORITY of four octets, or of six.

Half a body, then PRIORITY of a wrong length on its stream.

A good client answers with FRAME_SIZE_ERROR, by RST_STREAM or by GOAWAY, though it makes no use
of priorities.

Case: 9113/6.3/priority-length
Level: MUST
Requires: PRIORITY of any length but five octets is a stream error of type FRAME_SIZE_ERROR.
Strict: SE(FRAME_SIZE_ERROR)
Variants: four, six

RFC 9113 6.3, 5.4.2
Tags: check, priority, frame-size
"""

from h2craft.case import chosen, violation

LENGTHS = {"four": 4, "six": 6}


def main(request, response):
    length = chosen(request, LENGTHS)
    with violation(response) as writer:
        writer.write_raw_frame("PRIORITY", bytes(length))
