"""A million DATA frames with nothing in them.

Half a body, then DATA of length 0 without END_STREAM, which no window holds back.

A good client gets through all of it in bounded memory and goes on, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/empty-data-flood
Level: SHOULD
Requires: Use of empty frames is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.1
Tags: check, star, flood, data
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, frame("DATA", stream_id=writer.default_stream_id), 1_000_000)
