"""Two requests, both answered.

A good client uses one connection for both.

Case: D/9.1/connection-reuse
Level: SHOULD
Requires: A client opens no more than one connection to a server, by host and port.
Needs: requests 2
Strict: OK
Expect: at most 1: kind:PREFACE_RECEIVED

RFC 9113 9.1
Tags: check, reuse
"""

from h2craft.case import whole


def main(request, response):
    whole(response)
