"""A DATA frame of 1,000 octets of which 500 come, then FIN.

A good client reports the request as failed, and does not wait for the rest.

Case: D/truncated/partial-frame
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 8.1, 4.1
Tags: check, truncation, close, framing
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.write_raw_frame("DATA", b"x" * 500, length=1000)
        writer.close("clean")
