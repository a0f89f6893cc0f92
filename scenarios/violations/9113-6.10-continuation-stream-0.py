"""CONTINUATION on stream 0.

In the middle of a body, where no header block is open; or within one, which then ends on its
own stream.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.10/continuation-stream-0
Level: MUST
Requires: CONTINUATION belongs to a stream; one on stream 0 is a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)
Variants: in-the-body, in-a-block

RFC 9113 6.10, 5.4.1
Tags: check, continuation, stream-0
"""

from h2craft.case import OK_BLOCK, chosen, violation

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    within = chosen(request, {"in-the-body": False, "in-a-block": True})
    with violation(response, opened=not within) as writer, writer.together():
        if within:
            writer.write_raw_header_frame([], block=OK_BLOCK)
        writer.write_raw_continuation_frame([], 0, end_headers=True, block=MORE)
        if within:
            writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
