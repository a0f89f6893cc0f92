"""DATA that is nothing but padding, for ever.

Half a body, then DATA with 255 octets of padding and no data, as the windows allow.

A good client credits the padding and goes on, or closes the connection with ENHANCE_YOUR_CALM.

Case: C/padded-empty-data-flood
Level: SHOULD
Requires: Use of empty frames is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Strict: BOUND

RFC 9113 10.5, 6.1, 6.9
Tags: check, flood, data, padding
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        padding = frame("DATA", b"\xff" + bytes(255), "PADDED", writer.default_stream_id)
        flood(writer, padding, 400_000, spends=256)
