"""A push that is promised and taken back.

PUSH_PROMISE, then RST_STREAM CANCEL on the promised stream.

A good client forgets the promise and delivers the response to its request.

Case: A/8.4/push-reset-by-server
Level: MUST
Requires: A promised stream may be reset by the server as any other.
Needs: push
Strict: OK

RFC 9113 8.4, 6.4, 5.1
Tags: check, push, reset
"""

from h2craft.case import REST, half, promise, reaction


def main(request, response):
    writer = response.writer
    half(response)
    pushed = writer.write_push(promise(request))
    writer.write_rst_stream("CANCEL", stream_id=pushed)
    reaction(response)
    writer.write_data(REST, last=True)
