"""RST_STREAM REFUSED_STREAM for a GET; the next try is answered.

A good client tries again, a few times at most, or reports the failure with its code.

Case: D/8.7/refused-stream-get
Level: MAY
Requires: REFUSED_STREAM says that nothing was processed: a client may try again, and does not
do so for ever.
Strict: OK or NOTOK
Expect: at most 10: dir:received type:HEADERS

RFC 9113 8.7, 6.4
Tags: check, star, retry, reset
"""

from h2craft.case import violation, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("REFUSED_STREAM")
