"""SETTINGS that come late, to see who waits for whom.

Nothing is sent for a second, then the usual SETTINGS and the response.

A good client has sent its preface and its request by then: it need not wait for ours.

Case: E/3.4/preface-early
Level: SHOULD
Requires: A client speaks without waiting for the server's SETTINGS; waiting costs a round trip
on every connection.
Strict: OK
Expect: should: E/3.4/preface-early

RFC 9113 3.4
Tags: check, preface, settings, slow
"""

import time

from h2craft.case import whole

LATE_SECONDS = 1.2


def handle_opening(connection):
    time.sleep(LATE_SECONDS)


def main(request, response):
    whole(response)
