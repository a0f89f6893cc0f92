"""A pushed response that does not end, and that nobody asked for.

A promise in mid-body, its response, and DATA on it as the windows allow, till the server resets
it.

A good client that does not use the push lets its window run dry or resets it; either way what it
keeps stays bounded, and its own response comes through.

Case: C/push-data-flood
Level: rob
Requires: A pushed response that is not wanted takes no more than a window.
Needs: push
Strict: BOUND

RFC 9113 10.5, 5.2, 8.4.2
Tags: check, push, flood, flow-control
"""

from h2craft.case import promise
from h2craft.flood import abuse, again, flood, frame, leave


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        pushed = writer.write_push(promise(request))
        writer.write_headers([], 200, stream_id=pushed)
        much = frame("DATA", b"." * 1_000, stream_id=pushed)
        flood(writer, much, 64_000, spends=1_000, stream_id=pushed)
        writer.write_rst_stream("CANCEL", stream_id=pushed)
    leave(response)
