"""RST_STREAM REFUSED_STREAM, however often it is tried.

A good client gives up after a few tries and reports the failure.

Case: D/8.7/refused-forever
Level: rob
Requires: Tries are bounded.
Strict: NOTOK
Expect: at most 10: dir:received type:HEADERS

RFC 9113 8.7, 10.5
Tags: check, retry, reset
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("REFUSED_STREAM")
