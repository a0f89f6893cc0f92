"""PUSH_PROMISE on a stream that both ends have ended.

Two requests. The first gets a complete response; half a response for the second, and a promise
on the stream of the first.

A good client closes the connection with GOAWAY PROTOCOL_ERROR or STREAM_CLOSED.

Case: 9113/6.6/push-on-closed-stream
Level: MUST
Requires: A promise on a stream that is neither open nor half closed at the client's end is a
connection error of type PROTOCOL_ERROR; what comes on a closed stream may be one of type
STREAM_CLOSED.
Needs: push, parallel 2
Strict: CE(PROTOCOL_ERROR|STREAM_CLOSED)

RFC 9113 6.6, 5.1, 5.4.1
Tags: check, push, closed
"""

from h2craft.case import Meeting, promise, violation, whole, write_promise

BOTH = Meeting(2)


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        whole(response, stream_id=first)
        with violation(response) as writer:
            write_promise(writer, promise(request), stream_id=first)
