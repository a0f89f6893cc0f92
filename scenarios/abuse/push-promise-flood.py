"""A hundred thousand promises that are never kept.

Half a body, then PUSH_PROMISE for one stream after the other, two thousand to a client that
resets each; no response is pushed. The connection ends with the body.

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

SAMPLE, ALL = 2_000, 100_000
RESET_OCTETS = 13


def main(request, response):
    if again(request, response):
        return
    scheme = b"\x87" if request.url_parts.scheme == "https" else b"\x86"
    block = b"\x82" + scheme + b"\x84" + literal(1, request.url_parts.netloc.encode())

    def promises(first, count):
        for number in range(first, first + 2 * count, 2):
            yield frame("PUSH_PROMISE", number.to_bytes(4, "big") + block, "END_HEADERS", stream)

    with abuse(response) as writer:
        stream, before = writer.default_stream_id, writer.received
        flood(writer, promises(2, SAMPLE))
        writer.barrier()
        if writer.received - before < SAMPLE * RESET_OCTETS:  # it keeps them
            flood(writer, promises(2 + 2 * SAMPLE, ALL - SAMPLE))
    leave(response)
