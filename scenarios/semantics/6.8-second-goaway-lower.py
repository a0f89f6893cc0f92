"""Two requests, GOAWAY 2^31-1, then GOAWAY that leaves out the second.

Both are in flight when the last stream is lowered to the first; that one is answered, the other
never.

A good client takes the second request for unprocessed from then on: it tries it on a new
connection or reports it as failed, and does not wait.

Case: D/6.8/second-goaway-lower
Level: MUST
Requires: A later GOAWAY may lower the last stream; what is above it was not processed.
Needs: parallel 2
Strict: OK or NOTOK
Expect: no: dir:received type:HEADERS; after goaway; same connection
Expect: at most 12: dir:received type:HEADERS

RFC 9113 6.8
Tags: check, retry, goaway
"""

from h2craft.case import Meeting, mark, reaction, whole

BOTH = Meeting(2)


def main(request, response):
    writer = response.writer
    if request.ordinal > 2 or not BOTH.wait(response, request):
        whole(response)
    elif request.ordinal == 1:
        mark(response, "goaway")
        writer.write_goaway(2**31 - 1, "NO_ERROR")
        reaction(response)
        writer.write_goaway(request.h2_stream_id, "NO_ERROR")
        reaction(response)
        whole(response)
    else:
        writer.leave_open()
