"""The head of a response, then RST_STREAM CANCEL.

There is a status, 200, and no body and no END_STREAM.

A good client does not take the status for the response: the request has failed.

Case: D/truncated/rst-after-headers
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 6.4, 8.1
Tags: check, truncation, reset
"""

from h2craft.case import FIELDS, reaction, violation


def main(request, response):
    response.writer.write_headers(FIELDS, 200)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("CANCEL")
