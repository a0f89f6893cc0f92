"""INITIAL_WINDOW_SIZE up and down with a hundred streams open.

A hundred requests are open when 0 and 65,535 begin to take turns, twenty thousand times: each
changes the window of every stream.

A good client gets through all of it with little processor time and goes on, or closes the
connection with ENHANCE_YOUR_CALM.

Case: C/settings-window-toggle
Level: SHOULD
Requires: Use of SETTINGS is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Needs: requests 100, parallel 100
Strict: BOUND

RFC 9113 10.5, 6.9.2
Tags: check, flood, settings, flow-control
"""

from h2craft.case import Meeting, half
from h2craft.flood import abuse, flood, frame

ALL = Meeting(100)
DOWN = frame("SETTINGS", bytes.fromhex("0004 00000000"))
UP = frame("SETTINGS", bytes.fromhex("0004 0000ffff"))


def main(request, response):
    streams = ALL.led(response, request)
    if streams:
        others = [one for one in streams if one != request.h2_stream_id]
        for stream_id in others:
            half(response, stream_id=stream_id)
        with abuse(response, also=others) as writer:
            flood(writer, DOWN + UP, 10_000)
