"""Half a body, then RST_STREAM CANCEL.

A good client reports the request as failed, and may go on using the connection.

Case: D/truncated/rst-cancel
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 8.1, 6.4
Tags: check, truncation, reset
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("CANCEL")
