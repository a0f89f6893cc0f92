"""PRIORITY on stream 0.

Half a body, then PRIORITY on the connection itself.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.3/priority-stream-0
Level: MUST
Requires: PRIORITY belongs to a stream; on stream 0 it is a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.3, 5.4.1
Tags: check, priority, stream-0
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_priority(stream_id=0)
