"""CONTINUATION on another stream than its HEADERS.

Two requests. HEADERS without END_HEADERS for the first; the CONTINUATION that ends the block
is on the stream of the second. Bodies follow, on the second with a head of its own.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.10/continuation-other-stream
Level: MUST
Requires: CONTINUATION follows HEADERS, PUSH_PROMISE or CONTINUATION without END_HEADERS, on
the same stream; anywhere else it is a connection error of type PROTOCOL_ERROR.
Needs: parallel 2
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.10, 4.3, 5.4.1
Tags: check, continuation
"""

from h2craft.case import OK_BLOCK, Meeting, violation

BOTH = Meeting(2)
MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    if streams := BOTH.led(response, request):
        first, second = streams
        with violation(response, opened=False, head=True) as writer, writer.together():
            writer.write_raw_header_frame([], first, block=OK_BLOCK)
            writer.write_raw_continuation_frame([], second, end_headers=True, block=MORE)
            writer.write_raw_data_frame("on the right one again\n", first, end_stream=True)
