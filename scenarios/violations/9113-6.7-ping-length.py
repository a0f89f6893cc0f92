"""PING of seven octets, of nine, or of none.

Half a body, then PING of a wrong length.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.7/ping-length
Level: MUST
Requires: PING of any length but eight octets is a connection error of type FRAME_SIZE_ERROR.
Strict: CE(FRAME_SIZE_ERROR)
Variants: seven, nine, none

RFC 9113 6.7, 5.4.1
Tags: check, ping, frame-size
"""

from h2craft.case import chosen, violation

LENGTHS = {"seven": 7, "nine": 9, "none": 0}


def main(request, response):
    length = chosen(request, LENGTHS)
    with violation(response) as writer:
        writer.write_ping(bytes(length))
