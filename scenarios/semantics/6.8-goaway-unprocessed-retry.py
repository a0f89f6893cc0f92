"""Two requests, and GOAWAY that leaves out the second.

GOAWAY NO_ERROR with the first stream as the last; the first is answered, the second never on
this connection.

A good client takes the first response, and sends the second request again on a new connection
or reports it as failed.

Case: D/6.8/goaway-unprocessed-retry
Level: MAY
Requires: Streams above the last one of a GOAWAY were not processed; they may be tried again, on
another connection.
Needs: parallel 2
Strict: OK or NOTOK
Expect: no: dir:received type:HEADERS; after goaway; same connection
Expect: at most 12: dir:received type:HEADERS

RFC 9113 6.8, 8.7
Tags: check, star, retry, goaway
"""

from h2craft.case import Meeting, mark, reaction, whole

BOTH = Meeting(2)


def main(request, response):
    writer = response.writer
    if request.ordinal > 2 or not BOTH.wait(response, request):
        whole(response)
    elif request.ordinal == 1:
        mark(response, "goaway")
        writer.write_goaway(request.h2_stream_id, "NO_ERROR")
        reaction(response)
        whole(response)
    else:
        writer.leave_open()
