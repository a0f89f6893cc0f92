"""A million DATA frames of one octet, for a slow application.

Half a body, then one octet a frame as the windows allow, while the client's application does
not read.

A good client keeps little more for a frame than its octet and goes on, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/small-data-flood
Level: SHOULD
Requires: Use of small frames is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Needs: slow 5
Strict: BOUND

RFC 9113 10.5, 6.1
Tags: check, flood, data, slow
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        octet = frame("DATA", b"x", stream_id=writer.default_stream_id)
        flood(writer, octet, 1_000_000, spends=1)
