"""MAX_CONCURRENT_STREAMS is 1 from the beginning.

For a client with twelve requests, four at the same time. Each response stops in its middle till
the client has answered a PING.

A good client has no two streams open once it has acknowledged the setting; all its requests are
answered.

Case: A/5.1.2/max-concurrent-1
Level: MUST
Requires: A client does not open more streams than MAX_CONCURRENT_STREAMS allows.
Needs: requests 12, parallel 4
Strict: OK
Expect: E/5.1.2/concurrency

RFC 9113 5.1.2
Tags: check, concurrency, settings
"""

from h2craft.case import REST, half, reaction


def handle_opening(connection):
    connection.policy(reset="drop")  # what is opened before the ACK is answered as well
    connection.greet({"MAX_CONCURRENT_STREAMS": 1})


def main(request, response):
    half(response)
    reaction(response)
    response.writer.write_data(REST, last=True)
