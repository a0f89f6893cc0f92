"""HEADERS on stream 2 without a promise.

Half a body, then the head of a response on a stream of the server's that no PUSH_PROMISE has
reserved.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/5.1/unexpected-headers-even
Level: MUST
Requires: Odd streams are opened by the client, and even ones of the server by PUSH_PROMISE; an
unexpected stream identifier is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 5.1, 5.1.1, 5.4.1
Tags: check, idle, headers, push
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_header_frame([], 2, end_headers=True, block=OK_BLOCK)
