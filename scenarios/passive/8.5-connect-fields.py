"""CONNECT, answered with 200: a tunnel, which is closed again at once.

A good client has sent :method and :authority, with a port, and no other pseudo-header field.

Case: E/8.5/connect-fields
Level: MUST
Requires: CONNECT has the host and the port to connect to in :authority, and neither :scheme nor
:path.
Needs: method CONNECT, proxy
Strict: ANY
Expect: E/8.5/connect-fields

RFC 9113 8.5
Tags: check, connect, tunnel, pseudo-header
"""

from h2craft.case import mark, missing, reaction


def handle_headers(frame, request, response):
    if request.method != "CONNECT":
        missing(response, "a CONNECT request")
    response.writer.write_headers([], 200)
    reaction(response)
    mark(response, "violation")
    response.writer.end_stream()
