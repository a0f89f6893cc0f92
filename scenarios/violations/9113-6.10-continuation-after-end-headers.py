"""CONTINUATION after HEADERS with END_HEADERS.

The response's HEADERS with END_HEADERS, and a CONTINUATION all the same. A body follows.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.10/continuation-after-end-headers
Level: MUST
Requires: CONTINUATION follows HEADERS, PUSH_PROMISE or CONTINUATION without END_HEADERS, on
the same stream; anywhere else it is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.10, 5.4.1
Tags: check, continuation, headers
"""

from h2craft.case import OK_BLOCK, violation

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    with violation(response, opened=False) as writer, writer.together():
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK)
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
