"""GOAWAY NO_ERROR while a stream stays open for two seconds, then a second request.

The last stream is 2^31-1, as in a graceful shutdown's first phase; the response ends two
seconds later, and the server stays.

A good client finishes the stream and makes the next request on a new connection.

Case: D/6.8/no-new-streams-after-goaway
Level: MUST NOT
Requires: After GOAWAY a client opens no new stream on that connection.
Needs: requests 2
Strict: OK
Expect: no: dir:received type:HEADERS; after goaway; same connection

RFC 9113 6.8
Tags: check, goaway
"""

import time

from h2craft.case import canary, half, mark, reaction, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    half(response)
    mark(response, "goaway")
    response.writer.write_goaway(2**31 - 1, "NO_ERROR")
    reaction(response)
    time.sleep(2)
    canary(response)
