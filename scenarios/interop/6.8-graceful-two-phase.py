"""GOAWAY that promises everything, then GOAWAY with the last request, then the end.

GOAWAY(2147483647) in the middle of the response, and when the client has answered a PING the
second one, the rest of the response and the end of the connection.

A good client opens no stream on this connection once it has read the first GOAWAY, takes the
response, and sends its next request on a new connection.

Case: A/6.8/graceful-two-phase
Level: SHOULD
Requires: A client that has read GOAWAY opens no new streams on the connection; streams up to
the last one go on.
Needs: requests 2
Strict: OK
Expect: no: dir:received type:HEADERS; after goaway; same connection

RFC 9113 6.8
Tags: check, star, goaway, graceful
"""

from h2craft.case import REST, half, mark, reaction, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    writer = response.writer
    half(response)
    writer.write_goaway(2**31 - 1, "NO_ERROR")
    reaction(response)
    mark(response, "goaway")
    writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    writer.write_data(REST, last=True)
    reaction(response)
    writer.close("clean")
