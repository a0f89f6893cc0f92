"""HEADERS on stream 0.

Half a body, then a response's head on the connection itself.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.2/headers-stream-0
Level: MUST
Requires: HEADERS belong to a stream; on stream 0 they are a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.2, 5.4.1
Tags: check, headers, stream-0
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_header_frame([], 0, end_headers=True, block=OK_BLOCK)
