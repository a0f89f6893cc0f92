"""SETTINGS with one value, thirty thousand times.

Half a body, then the flood; each frame asks for an acknowledgment. In the variant `unread` what
the client answers is not read meanwhile.

A good client acknowledges all of them in bounded memory and goes on, or closes the connection
with ENHANCE_YOUR_CALM; what it cannot get rid of it does not pile up.

Case: C/settings-flood
Level: SHOULD
Requires: Use of SETTINGS is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND
Variants: read, unread

RFC 9113 10.5, 6.5
Tags: check, flood, settings
"""

from contextlib import nullcontext

from h2craft.case import chosen
from h2craft.flood import FLOOD_SECONDS, abuse, again, flood, frame

SETTINGS = frame("SETTINGS", bytes.fromhex("0003 00000064"))
TIMES = {"read": 30_000, "unread": 1_000_000}


def main(request, response):
    if again(request, response):
        return
    times = chosen(request, TIMES)
    with abuse(response) as writer:
        unread = writer.unread(2 * FLOOD_SECONDS, 4_096) if times > 30_000 else nullcontext()
        with unread:
            flood(writer, SETTINGS, times)
