"""SETTINGS that say nothing of MAX_CONCURRENT_STREAMS, and 120 requests at once.

The first SETTINGS are empty.

A good client makes them all, and may wait with some; the limit it assumes, if any, is no error.

Case: A/5.1.2/max-concurrent-omitted
Level: MUST
Requires: Without MAX_CONCURRENT_STREAMS there is no limit.
Needs: requests 120, parallel 120
Strict: OK

RFC 9113 5.1.2, 6.5.2
Tags: check, concurrency, settings
"""

from h2craft.case import whole


def handle_opening(connection):
    connection.greet(usual=False)


def main(request, response):
    whole(response, f"the answer to no. {request.ordinal}\n")
