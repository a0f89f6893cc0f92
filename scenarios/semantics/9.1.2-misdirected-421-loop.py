"""421, however often it is tried.

A good client reports the 421 after one more try at most.

Case: D/9.1.2/misdirected-421-loop
Level: rob
Requires: Tries are bounded.
Strict: OK or NOTOK
Expect: at most 5: dir:received type:HEADERS

RFC 9110 15.5.20, RFC 9113 9.1.2
Tags: check, retry, misdirected
"""

from h2craft.case import whole


def main(request, response):
    whole(response, status=421)
