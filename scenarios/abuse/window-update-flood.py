"""A million times one octet more for the connection.

Half a body, then WINDOW_UPDATE of 1 on stream 0, with no upload that could use it.

A good client gets through all of it in bounded memory and goes on, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/window-update-flood
Level: SHOULD
Requires: Use of WINDOW_UPDATE is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.9
Tags: check, flood, flow-control
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, frame("WINDOW_UPDATE", b"\0\0\0\1"), 1_000_000)
