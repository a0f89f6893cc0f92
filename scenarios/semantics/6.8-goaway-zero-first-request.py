"""GOAWAY NO_ERROR with last stream 0, before any answer; once, or each time.

The request was not processed, says the server, and so it may be sent again; where the server
says so each time, there has to be an end.

A good client tries again on a new connection, a few times at most, or reports the failure.

Case: D/6.8/goaway-zero-first-request
Level: MAY
Requires: A request that GOAWAY leaves out may be tried again on another connection; that does
not go on for ever.
Strict: OK or NOTOK
Expect: no: dir:received type:HEADERS; after goaway; same connection
Expect: at most 10: dir:received type:HEADERS
Variants: once, always

RFC 9113 6.8, 8.7
Tags: check, retry, goaway
"""

from h2craft.case import chosen, mark, violation, whole

TIMES = {"once": 1, "always": 1000}


def main(request, response):
    if request.ordinal > chosen(request, TIMES):
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        mark(response, "goaway")
        writer.write_goaway(0, "NO_ERROR")
