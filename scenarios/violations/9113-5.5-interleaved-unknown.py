"""A frame of an unknown type in the middle of a header block.

The response's HEADERS without END_HEADERS, a frame of type 0xf0 on its stream, then the
CONTINUATION. A body follows. Anywhere else the frame would have to be ignored.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/5.5/interleaved-unknown
Level: MUST
Requires: Until END_HEADERS nothing but CONTINUATION on the same stream may come; anything else
is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 5.5, 4.3, 6.10, 5.4.1
Tags: check, continuation, unknown
"""

from h2craft.case import OK_BLOCK, violation

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    with violation(response, opened=False) as writer, writer.together():
        writer.write_raw_header_frame([], block=OK_BLOCK)
        writer.write_raw_frame(0xF0, b"unknown")
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
