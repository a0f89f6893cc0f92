"""RST_STREAM on a stream that the client has never opened.

Half a body, then RST_STREAM CANCEL on an odd stream that is still idle.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/5.1/idle-rst
Level: MUST
Requires: RST_STREAM on an idle stream is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 5.1, 6.4, 5.4.1
Tags: check, idle, rst-stream
"""

from h2craft.case import violation


def main(request, response):
    idle = request.h2_stream_id + 1000
    with violation(response) as writer:
        writer.write_rst_stream("CANCEL", idle)
