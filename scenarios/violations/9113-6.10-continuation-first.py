"""A response that begins with CONTINUATION.

CONTINUATION with END_HEADERS and :status 200, and no HEADERS before it; then a response as it
should be.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.10/continuation-first
Level: MUST
Requires: CONTINUATION follows HEADERS, PUSH_PROMISE or CONTINUATION without END_HEADERS, on
the same stream; anywhere else it is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.10, 5.4.1
Tags: check, continuation
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    with violation(response, opened=False, head=True) as writer:
        writer.write_raw_continuation_frame([], end_headers=True, block=OK_BLOCK)
