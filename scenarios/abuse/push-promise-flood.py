"""A hundred thousand promises that are never kept.

Half a body, then PUSH_PROMISE for one stream after the other; no response is pushed. The
connection ends with the body.

A good client resets what it does not want, limits how many streams are reserved, or closes the
connection with ENHANCE_YOUR_CALM.

Case: C/push-promise-flood
Level: SHOULD
Requires: Use of PUSH_PROMISE is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Needs: push
Strict: BOUND

RFC 9113 10.5, 6.6, 8.4
Tags: check, star, flood, push
"""

from h2craft.case import literal
from h2craft.flood import abuse, again, flood, frame, leave


def main(request, response):
    if again(request, response):
        return
    scheme = b"\x87" if request.url_parts.scheme == "https" else b"\x86"
    block = b"\x82" + scheme + b"\x84" + literal(1, request.url_parts.netloc.encode())

    def promise(number):
        return frame("PUSH_PROMISE", number.to_bytes(4, "big") + block, "END_HEADERS", stream)

    with abuse(response) as writer:
        stream = writer.default_stream_id
        flood(writer, map(promise, range(2, 200_002, 2)))
    leave(response)
