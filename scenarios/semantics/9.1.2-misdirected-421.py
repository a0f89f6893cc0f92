"""421 for the second request; on another connection it gets 200.

A good client tries it once more on a connection of its own, or reports the 421.

Case: D/9.1.2/misdirected-421
Level: MAY
Requires: A request that is answered with 421 may be tried again on a different connection, and
not on the same.
Needs: requests 2
Strict: OK or NOTOK
Expect: no: dir:received type:HEADERS; after misdirected; same connection
Expect: at most 3: dir:received type:HEADERS

RFC 9110 15.5.20, RFC 9113 9.1.2
Tags: check, star, retry, misdirected
"""

from h2craft.case import mark, whole


def main(request, response):
    if request.ordinal != 2:
        whole(response)
        return
    mark(response, "misdirected")
    whole(response, status=421)
