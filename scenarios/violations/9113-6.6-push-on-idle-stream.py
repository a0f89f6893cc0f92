"""PUSH_PROMISE on a stream that the client has never opened.

Half a body, then a promise on an odd stream that is still idle.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-on-idle-stream
Level: MUST
Requires: A promise comes on a stream that the client has opened and not yet seen the end of;
on an idle one it is a connection error of type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.6, 5.1, 5.4.1
Tags: check, push, idle
"""

from h2craft.case import promise, violation, write_promise


def main(request, response):
    idle = request.h2_stream_id + 1000
    with violation(response) as writer:
        write_promise(writer, promise(request), stream_id=idle)
