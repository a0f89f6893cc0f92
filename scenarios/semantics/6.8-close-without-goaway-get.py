"""A GET is read, and the connection closed without an answer; the next is answered.

A good client tries again, a few times at most, or reports the failure.

Case: D/6.8/close-without-goaway-get
Level: MAY
Requires: A GET is idempotent and may be tried again on a new connection.
Strict: OK or NOTOK
Expect: at most 5: dir:received type:HEADERS

RFC 9113 8.7, RFC 9110 9.2.2
Tags: check, retry, close
"""

from h2craft.case import violation, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        writer.close("clean")
