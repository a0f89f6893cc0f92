"""MAX_CONCURRENT_STREAMS is 0 for two seconds after the first response, then 1.

The client has acknowledged the 0 before its first request is answered.

A good client keeps its second request until a stream is allowed again, or sends it on another
connection; no request fails for want of a stream.

Case: A/5.1.2/max-concurrent-0-then-1
Level: SHOULD
Requires: A limit of 0 may be said for a while: no stream is opened then, and the request waits.
Needs: requests 2
Strict: OK
Expect: no: dir:received type:HEADERS; after none allowed; before one allowed; same connection

RFC 9113 5.1.2, 6.5.2
Tags: check, star, concurrency, settings, slow
"""

import time

from h2craft.case import mark, settled, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    settled(response, {"MAX_CONCURRENT_STREAMS": 0})
    mark(response, "none allowed")
    whole(response)
    time.sleep(2)
    mark(response, "one allowed")
    response.writer.write_settings({"MAX_CONCURRENT_STREAMS": 1})
