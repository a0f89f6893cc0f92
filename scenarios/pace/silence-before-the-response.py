"""Two seconds of nothing before the response.

The request is read, then nothing is sent for two seconds, then the whole response.

A good client waits as long as its own time limit says, and may ask with PING whether the server
is still there; it does not send the request a second time.

RFC 9113 6.7, 8.7
Tags: pace, slow, interop
"""

import time


def main(request, response):
    time.sleep(2)
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data("at last\n", last=True)
