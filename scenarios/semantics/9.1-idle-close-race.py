"""GOAWAY and close, while the second request is on its way.

The first response is complete. The GOAWAY leaves out the second request, as if it had been sent
while the server was closing an idle connection.

A good client sends the second request again on a new connection: it was not processed.

Case: D/9.1/idle-close-race
Level: MUST
Requires: A request above the last stream of GOAWAY was not processed, so it can be tried again,
which a client does for a GET.
Needs: requests 2
Strict: OK
Lenient: NOTOK
Expect: at most 5: dir:received type:HEADERS

RFC 9113 6.8, 8.7, 9.1
Tags: check, retry, goaway, close
"""

from h2craft.case import missing, whole

FIRST = {}


def main(request, response):
    if request.ordinal == 2 and request.client_address not in FIRST:
        missing(response, "a second request on the same connection")
    elif request.ordinal == 2:
        response.writer.write_goaway(FIRST[request.client_address], "NO_ERROR")
        response.writer.close("clean")
        response.writer.leave_open()
        return
    FIRST[request.client_address] = request.h2_stream_id
    whole(response)
