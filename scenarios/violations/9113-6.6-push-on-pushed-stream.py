"""PUSH_PROMISE on a promised stream.

Half a body, a lawful promise of stream 2, and a promise of stream 4 on stream 2.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-on-pushed-stream
Level: MUST
Requires: A promise comes on a stream that the client has opened and not yet seen the end of;
on a reserved one it is a connection error of type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.6, 5.1, 5.4.1
Tags: check, push
"""

from h2craft.case import accepted, canary, fulfil, half, promise, violation, write_promise


def main(request, response):
    half(response)
    if not accepted(response, request):
        canary(response)
        return
    with violation(response, opened=False) as writer:
        write_promise(writer, promise(request, "/another"), 4, stream_id=2)
    fulfil(response)
