"""RST_STREAM on a stream that both sides have ended.

The first of two responses is complete, and read; then come RST_STREAM NO_ERROR and CANCEL for
its stream, and then the second response.

A good client ignores them: the first response is delivered already, and the second is none of
theirs.

Case: A/5.1/rst-on-closed
Level: MUST
Requires: RST_STREAM may come for a short time on a stream the client has ended, and changes
nothing then.
Needs: parallel 2
Strict: OK

RFC 9113 5.1, 6.4
Tags: check, closed, reset
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
        response.writer.write_rst_stream("NO_ERROR", stream_id=streams[0])
        response.writer.write_rst_stream("CANCEL", stream_id=streams[0])
        reaction(response)
        response.writer.write_data(REST, last=True)
