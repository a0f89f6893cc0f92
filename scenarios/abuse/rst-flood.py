"""Every request is refused.

RST_STREAM REFUSED_STREAM is all that is ever said: the request was not processed, and may be
made again.

A good client tries again a few times at most, with more and more time between, and reports the
request as failed.

Case: C/rst-flood
Level: rob
Requires: What may be tried again is not tried without end.
Strict: BOUND
Expect: at most 9: dir:received type:HEADERS; after violation; within 10 s

RFC 9113 8.7, 5.4.2, 10.5
Tags: check, retry, reset
"""

from h2craft.case import mark, whole

MANY = 200  # then it ends, for those who never would


def main(request, response):
    if request.ordinal > MANY:
        whole(response)
        return
    if request.ordinal == 1:
        mark(response, "violation")
    response.writer.write_rst_stream("REFUSED_STREAM")
