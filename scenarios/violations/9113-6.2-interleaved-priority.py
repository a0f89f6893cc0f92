"""PRIORITY in the middle of a header block.

The response's HEADERS without END_HEADERS, PRIORITY on its stream, then the CONTINUATION. A
body follows.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.2/interleaved-priority
Level: MUST
Requires: Until END_HEADERS nothing but CONTINUATION on the same stream may come; anything else
is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.2, 6.10, 4.3, 5.4.1
Tags: check, continuation, priority
"""

from h2craft.case import OK_BLOCK, violation

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    with violation(response, opened=False) as writer, writer.together():
        writer.write_raw_header_frame([], block=OK_BLOCK)
        writer.write_priority()
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
