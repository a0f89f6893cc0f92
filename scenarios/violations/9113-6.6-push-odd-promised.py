"""A promise of a stream that is not the server's.

Half a body, then a promise of an odd stream, the next that the client would open; or of stream
0.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-odd-promised
Level: MUST
Requires: A server promises even streams that are idle; a promise of any other is a connection
error of type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)
Variants: odd, zero

RFC 9113 6.6, 5.1.1, 5.4.1
Tags: check, push, stream-id
"""

from h2craft.case import chosen, promise, violation, write_promise


def main(request, response):
    odd = request.h2_stream_id + 2
    promised = chosen(request, {"odd": odd, "zero": 0})
    with violation(response) as writer:
        write_promise(writer, promise(request), promised)
