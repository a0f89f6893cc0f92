"""MAX_CONCURRENT_STREAMS is 1, for a client with more to ask.

The first request is answered after the client has acknowledged that one stream at a time is
enough; the others, if they were on their way already, as they come.

A good client has no two streams open from its acknowledgement on. What it has opened before may
stay; the other requests wait for their turn and are all answered.

RFC 9113 5.1.2
Tags: settings, concurrency, interop
Needs: several requests at the same time
"""


def main(request, response):
    writer = response.writer
    writer.settle({"MAX_CONCURRENT_STREAMS": 1})
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("one at a time\n", last=True)
