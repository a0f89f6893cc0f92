"""GOAWAY of a thousand octets, a hundred thousand times.

Half a body, then GOAWAY that ends no stream (2^31-1, NO_ERROR), each with debug data.

A good client keeps none of the debug data beyond the last, takes all of it in bounded memory and
goes on, or closes the connection with ENHANCE_YOUR_CALM.

Case: C/goaway-flood
Level: rob
Requires: Use of GOAWAY is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.8
Tags: check, flood, goaway
"""

from h2craft.flood import abuse, again, flood, frame

GOAWAY = frame("GOAWAY", b"\x7f\xff\xff\xff" + bytes(4) + bytes(1000))


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, GOAWAY, 100_000)
