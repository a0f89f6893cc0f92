"""MAX_CONCURRENT_STREAMS is 0 for half a second after each response, then 1.

Before each response the client is told that it may open no more streams, and half a second
after it that one is allowed again.

A good client opens no stream while the limit is 0: it keeps its next request until the limit is
raised, or sends it on another connection. A request that failed for want of a stream was given
up too early.

RFC 9113 5.1.2, 6.5.2
Tags: settings, concurrency, interop
Needs: two requests, one after the other
"""

import time


def main(request, response):
    writer = response.writer
    writer.settle({"MAX_CONCURRENT_STREAMS": 0})
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("and now wait\n", last=True)
    time.sleep(0.5)
    writer.write_settings({"MAX_CONCURRENT_STREAMS": 1})
