"""Half a response, then RST_STREAM REFUSED_STREAM; the next try is answered.

REFUSED_STREAM after a response has begun contradicts itself.

A good client reports the failure, or begins anew and forgets the half it has; it never joins
the two.

Case: D/8.7/refused-after-headers
Level: MUST NOT
Requires: What came of a stream that was reset is no part of the response to another try.
Strict: OK or NOTOK
Expect: at most 10: dir:received type:HEADERS

RFC 9113 8.7, 8.1
Tags: check, retry, reset, truncation
"""

from h2craft.case import violation, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    with violation(response, rest=None) as writer:
        writer.write_rst_stream("REFUSED_STREAM")
