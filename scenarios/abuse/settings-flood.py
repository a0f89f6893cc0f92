"""SETTINGS with one value, twenty thousand times, or a million.

Half a body, then the flood; each frame asks for an acknowledgment. In the variant `unread`, which
is the longer one, what the client answers is not read, and TCP is reset in the end.

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

from h2craft.case import chosen
from h2craft.flood import abuse, again, flood, flood_unread, frame

SETTINGS = frame("SETTINGS", bytes.fromhex("0003 00000064"))
FLOODS = {"read": (flood, 20_000), "unread": (flood_unread, 1_000_000)}


def main(request, response):
    if again(request, response):
        return
    how, times = chosen(request, FLOODS)
    with abuse(response) as writer:
        how(writer, SETTINGS, times)
        if how is flood_unread:
            writer.close("reset")
