"""Half a body, then the end of TLS: with close_notify, or without.

A close_notify says that TLS was not cut off, and nothing of HTTP: the response is as incomplete
with it as without.

A good client reports the request as failed in both.

Case: D/truncated/tls-close-notify
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Needs: https
Strict: NOTOK
Variants: notify, fin

RFC 9113 8.1, RFC 8446 6.1
Tags: check, truncation, close, tls
"""

from h2craft.case import chosen, half, reaction, violation

ENDS = {"notify": "clean", "fin": "no-tls-close"}


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.close(chosen(request, ENDS))
