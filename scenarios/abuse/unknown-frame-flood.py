"""A million frames of a type nobody knows.

Half a body, then the flood of frames of type 0xf0, eight octets each.

A good client gets through all of it in bounded memory and goes on, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/unknown-frame-flood
Level: SHOULD
Requires: Use of frames that are ignored is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 4.1, 5.5
Tags: check, flood, unknown
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, frame(0xF0, b"whatever"), 1_000_000)
