"""RST_STREAM INTERNAL_ERROR instead of a response.

A good client reports the request as failed and names the code.

Case: D/truncated/rst-before-headers
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 6.4, 8.1
Tags: check, truncation, reset
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("INTERNAL_ERROR")
