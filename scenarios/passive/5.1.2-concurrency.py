"""MAX_CONCURRENT_STREAMS is lowered to 2 while four requests wait for their answers.

The four are answered, and what comes after them two by two.

A good client opens no stream after its ACK that would be a third.

Case: E/5.1.2/concurrency
Level: MUST
Requires: A client does not open more streams than MAX_CONCURRENT_STREAMS allows, once it has
acknowledged it.
Needs: requests 12, parallel 4
Strict: ANY
Expect: E/5.1.2/concurrency

RFC 9113 5.1.2
Tags: check, star, concurrency, settings
"""

from h2craft.case import REST, half, reaction, settled


def handle_opening(connection):
    connection.policy(reset="drop")  # what is opened before the ACK is answered as well


def main(request, response):
    half(response)
    if request.ordinal == 1:
        settled(response, {"MAX_CONCURRENT_STREAMS": 2})
    else:
        reaction(response)
    response.writer.write_data(REST, last=True)
