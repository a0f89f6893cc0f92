"""Another stream's HEADERS in the middle of a header block.

Two requests. HEADERS without END_HEADERS for the first, all of the second's HEADERS, then the
CONTINUATION of the first. Both bodies follow.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/4.3/interleaved-other-stream
Level: MUST
Requires: Until END_HEADERS nothing but CONTINUATION on the same stream may come; anything else
is a connection error of type PROTOCOL_ERROR.
Needs: parallel 2
Strict: CE(PROTOCOL_ERROR)

RFC 9113 4.3, 6.2, 6.10, 5.4.1
Tags: check, continuation, headers
"""

from h2craft.case import OK_BLOCK, Meeting, violation

BOTH = Meeting(2)
MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    if streams := BOTH.led(response, request):
        first, second = streams
        with violation(response, opened=False, also=[first]) as writer, writer.together():
            writer.write_raw_header_frame([], first, block=OK_BLOCK)
            writer.write_raw_header_frame([], second, end_headers=True, block=OK_BLOCK)
            writer.write_raw_continuation_frame([], first, end_headers=True, block=MORE)
