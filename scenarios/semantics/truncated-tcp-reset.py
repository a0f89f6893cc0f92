"""Half a body, then TCP RST.

A good client reports the request as failed.

Case: D/truncated/tcp-reset
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 8.1, 5.1
Tags: check, truncation, close
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.close("reset")
