"""PING twenty thousand times, as fast as they are answered.

Half a body, then the flood; what the client answers is read as it comes.

A good client gets through all of it in bounded memory and goes on, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/ping-flood
Level: SHOULD
Requires: Use of PING is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND(amp=1.1)

RFC 9113 10.5, 6.7
Tags: check, flood, ping
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, frame("PING", b"flooding"), 20_000)
