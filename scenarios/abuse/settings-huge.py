"""SETTINGS of 16,380 octets, a thousand times.

Half a body, then the flood; each frame has 2,730 settings that mean nothing.

A good client gets through all of it with little processor time and goes on, or closes the
connection with ENHANCE_YOUR_CALM.

Case: C/settings-huge
Level: SHOULD
Requires: Use of SETTINGS is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.5
Tags: check, flood, settings
"""

from h2craft.flood import abuse, again, flood, frame

SETTINGS = frame("SETTINGS", bytes.fromhex("0a0a 00000001") * 2730)


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        flood(writer, SETTINGS, 1_000)
