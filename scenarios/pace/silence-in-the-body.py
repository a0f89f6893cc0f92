"""Half a body, two seconds of nothing, then the rest.

The response stops in its middle for two seconds. It has no content-length.

A good client waits as long as its own time limit says; when that is over it resets the stream
with CANCEL and reports half a body as a failure.

RFC 9113 8.1, 5.4.2
Tags: pace, slow, data, interop
"""

import time


def main(request, response):
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data("half of it, ")
    time.sleep(2)
    response.writer.write_data("and the rest\n", last=True)
