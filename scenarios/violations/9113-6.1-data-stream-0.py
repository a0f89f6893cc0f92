"""DATA on stream 0, in the middle of a response.

Half a body, then a DATA frame on the connection itself.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as failed.

Case: 9113/6.1/data-stream-0
Level: MUST
Requires: DATA belongs to a stream; one on stream 0 is answered with a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.1, 5.4.1
Tags: check, star, data
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("DATA", b"for nobody", stream_id=0)
