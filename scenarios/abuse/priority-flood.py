"""PRIORITY for a million streams that do not exist.

Half a body, then PRIORITY for one idle stream after the other.

A good client keeps no tree of streams it does not have and goes on, or closes the connection
with ENHANCE_YOUR_CALM.

Case: C/priority-flood
Level: SHOULD
Requires: Use of PRIORITY is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.3
Tags: check, flood, priority
"""

from struct import pack

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    first = request.h2_stream_id + 2
    head = frame("PRIORITY", bytes(5))[:5]  # length, type and flags
    idle = range(first, first + 2_000_000, 2)
    with abuse(response) as writer:
        flood(writer, (head + pack(">IIB", one, one - 2, 15) for one in idle))
