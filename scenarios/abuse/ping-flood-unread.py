"""PING a million times, and no answer is read.

Half a body, then the flood, while what the client answers stays in the sockets; and a reset of
TCP, as nobody wants to read all that.

A good client does not pile up answers it cannot send: it stops reading, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/ping-flood-unread
Level: SHOULD
Requires: Use of PING is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.7
Tags: check, star, flood, ping
"""

from h2craft.flood import abuse, again, flood_unread, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood_unread(writer, frame("PING", b"flooding"), 1_000_000)
        writer.close("reset")
