"""RST_STREAM of three octets, or of five.

Two requests; half a body for each, then RST_STREAM of a wrong length on the stream of the
first.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR; the second request has failed
too.

Case: 9113/6.4/rst-length
Level: MUST
Requires: RST_STREAM of any length but four octets is a connection error of type
FRAME_SIZE_ERROR.
Needs: parallel 2
Strict: CE(FRAME_SIZE_ERROR)
Variants: three, five

RFC 9113 6.4, 5.4.1
Tags: check, rst-stream, frame-size
"""

from h2craft.case import Meeting, chosen, half, violation

BOTH = Meeting(2)
LENGTHS = {"three": 3, "five": 5}


def main(request, response):
    length = chosen(request, LENGTHS)
    if streams := BOTH.led(response, request):
        first, _ = streams
        half(response, stream_id=first)
        with violation(response, also=[first]) as writer:
            writer.write_raw_frame("RST_STREAM", bytes(length), stream_id=first)
