"""PUSH_PROMISE of three octets.

Half a body, then a promise that is too short for the stream it promises.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.6/push-too-short
Level: MUST
Requires: A frame that is too small for the fields it must have is a FRAME_SIZE_ERROR, and
where it has a field block a connection error.
Needs: push
Strict: CE(FRAME_SIZE_ERROR)

RFC 9113 4.2, 6.6, 5.4.1
Tags: check, push, frame-size
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("PUSH_PROMISE", bytes(3), "END_HEADERS")
