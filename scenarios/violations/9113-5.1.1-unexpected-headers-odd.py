"""HEADERS on an odd stream that the client has never opened.

Half a body, then the head of a response that nobody has asked for.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/5.1.1/unexpected-headers-odd
Level: MUST
Requires: Odd streams are opened by the client, and even ones of the server by PUSH_PROMISE; an
unexpected stream identifier is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 5.1.1, 5.1, 5.4.1
Tags: check, idle, headers
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    idle = request.h2_stream_id + 1000
    with violation(response) as writer:
        writer.write_raw_header_frame([], idle, end_headers=True, block=OK_BLOCK)
