"""PUSH_PROMISE on stream 0.

Half a body, then a promise on the connection itself.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-stream-0
Level: MUST
Requires: A promise belongs to the stream of a request; on stream 0 it is a connection error of
type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.6, 5.4.1
Tags: check, push, stream-0
"""

from h2craft.case import promise, violation, write_promise


def main(request, response):
    with violation(response) as writer:
        write_promise(writer, promise(request), stream_id=0)
