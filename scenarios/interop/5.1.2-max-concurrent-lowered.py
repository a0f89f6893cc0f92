"""MAX_CONCURRENT_STREAMS goes from 100 to 1 while five streams are open.

For a client with twelve requests, six at the same time. The responses begin when it has
acknowledged the 1.

A good client has its open streams answered, and opens no other until none of them is left.

Case: A/5.1.2/max-concurrent-lowered
Level: MUST
Requires: Streams that are open may stay above a lowered limit; no new one is opened until there
are fewer than it allows.
Needs: requests 12, parallel 6
Strict: OK
Expect: E/5.1.2/concurrency

RFC 9113 5.1.2, 6.5.2
Tags: check, concurrency, settings
"""

import threading

from h2craft.case import REST, Meeting, half, reaction, settled

FIVE = Meeting(5)
LOWERED = threading.Event()


def handle_opening(connection):
    connection.policy(reset="drop")  # what is opened before the ACK is answered as well
    connection.greet({"MAX_CONCURRENT_STREAMS": 100})


def main(request, response):
    if request.ordinal <= 5 and FIVE.wait(response, request):
        if request.ordinal == 5:
            settled(response, {"MAX_CONCURRENT_STREAMS": 1})
            LOWERED.set()
        LOWERED.wait(5)
    half(response)
    reaction(response)
    response.writer.write_data(REST, last=True)
