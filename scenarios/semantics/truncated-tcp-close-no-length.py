"""Half a body without content-length, then the connection is closed.

HEADERS, DATA, close_notify where there is TLS, and FIN. Nothing but the missing END_STREAM
tells that there was more to come.

A good client reports the request as failed, although it may show what has come.

Case: D/truncated/tcp-close-no-length
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 8.1, 5.1
Tags: check, star, truncation, close
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.close("clean")
