"""WINDOW_UPDATE on a stream that both sides have ended.

The first of two responses is complete, and read; then comes the frame, and then the second
response.

A good client ignores it: it may have been sent before its END_STREAM was known.

Case: A/5.1/window-update-on-closed
Level: MUST NOT
Requires: WINDOW_UPDATE may come for a short time on a stream the client has ended, and is no
error then.
Needs: parallel 2
Strict: OK

RFC 9113 5.1, 6.9
Tags: check, closed, flow-control
"""

from h2craft.case import FIELDS, REST, Meeting, half, reaction

BOTH = Meeting(2)


def main(request, response):
    streams = BOTH.led(response, request)
    if streams:
        half(response)
        response.writer.write_headers(FIELDS, 200, stream_id=streams[0])
        response.writer.write_data("the other one\n", stream_id=streams[0], last=True)
        reaction(response)  # the client has read that it is over
        response.writer.write_window_update(1000, stream_id=streams[0])
        reaction(response)
        response.writer.write_data(REST, last=True)
