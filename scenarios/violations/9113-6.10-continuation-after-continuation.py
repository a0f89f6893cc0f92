"""CONTINUATION after the CONTINUATION that has ended the block.

The response's HEADERS without END_HEADERS, CONTINUATION with it, and another CONTINUATION. A
body follows.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.10/continuation-after-continuation
Level: MUST
Requires: CONTINUATION follows HEADERS, PUSH_PROMISE or CONTINUATION without END_HEADERS, on
the same stream; anywhere else it is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.10, 5.4.1
Tags: check, continuation
"""

from h2craft.case import OK_BLOCK, violation

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    with violation(response, opened=False) as writer, writer.together():
        writer.write_raw_header_frame([], block=OK_BLOCK)
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
