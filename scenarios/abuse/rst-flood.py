"""Every request is refused, for twelve seconds.

For twelve seconds RST_STREAM REFUSED_STREAM is all that is ever said: the request was not
processed, and may be made again.

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

import time

from h2craft.case import mark, whole

PATIENCE_SECONDS = 12.0  # then it ends, for those who never would
BEGAN = []


def main(request, response):
    if not BEGAN:
        BEGAN.append(time.monotonic())
        mark(response, "violation")
    if time.monotonic() - BEGAN[0] > PATIENCE_SECONDS:
        whole(response)
    else:
        response.writer.write_rst_stream("REFUSED_STREAM")
