"""DATA on a stream that the client has never opened.

Half a body, then DATA on an odd stream that is still idle.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/5.1/idle-data
Level: MUST
Requires: On an idle stream nothing but HEADERS and PRIORITY may come; anything else is a
connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 5.1, 6.1, 5.4.1
Tags: check, star, idle, data
"""

from h2craft.case import violation


def main(request, response):
    idle = request.h2_stream_id + 1000
    with violation(response) as writer:
        writer.write_raw_data_frame("for nobody", idle)
