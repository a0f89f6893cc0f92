"""Half a body with content-length, then the connection is closed.

As without, but here content-length tells as well how much is missing.

A good client reports the request as failed.

Case: D/truncated/tcp-close-with-length
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 8.1, 8.1.1
Tags: check, star, truncation, close
"""

from h2craft.case import BODY, half, reaction, violation


def main(request, response):
    half(response, fields=[("content-length", str(len(BODY)))])
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.close("clean")
