"""DATA in the middle of a promise's header block.

Half a body, PUSH_PROMISE without END_HEADERS, then DATA, then the CONTINUATION of the promise.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.6/interleaved-push-block
Level: MUST
Requires: After PUSH_PROMISE without END_HEADERS too nothing but CONTINUATION on the same
stream may come; anything else is a connection error of type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.6, 6.10, 4.3, 5.4.1
Tags: check, continuation, push
"""

from h2craft.case import promise, violation, write_promise

MORE = b"\x00\x01a\x01b"  # a: b


def main(request, response):
    with violation(response) as writer, writer.together():
        write_promise(writer, promise(request), end_headers=False)
        writer.write_raw_data_frame("too early, ")
        writer.write_raw_continuation_frame([], end_headers=True, block=MORE)
