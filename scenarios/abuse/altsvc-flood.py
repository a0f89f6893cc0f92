"""ALTSVC for a hundred thousand origins.

Half a body, then one alternative service after the other on stream 0, each for an origin of its
own.

A good client keeps a bounded number of them and goes on, or closes the connection with
ENHANCE_YOUR_CALM.

Case: C/altsvc-flood
Level: rob
Requires: What is kept of alternative services stays bounded.
Strict: BOUND

RFC 9113 10.5, RFC 7838 4
Tags: check, flood, altsvc
"""

from h2craft.flood import abuse, again, flood, frame


def altsvc(number):
    origin = b"https://host-%d.example" % number
    return frame("ALTSVC", len(origin).to_bytes(2, "big") + origin + b'h2=":443"; ma=86400')


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, map(altsvc, range(100_000)))
