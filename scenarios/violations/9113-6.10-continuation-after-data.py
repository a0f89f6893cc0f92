"""CONTINUATION after DATA.

The response's head and half of its body, then a CONTINUATION on its stream.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.10/continuation-after-data
Level: MUST
Requires: CONTINUATION follows HEADERS, PUSH_PROMISE or CONTINUATION without END_HEADERS, on
the same stream; anywhere else it is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.10, 5.4.1
Tags: check, continuation, data
"""

from h2craft.case import violation

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
