"""HEADER_TABLE_SIZE goes to 0 and back to 4,096 between two requests.

In two SETTINGS frames, which the client acknowledges before its first request is answered.

A good client begins its next header block with a size update to 0, and with another one to what
it goes on with.

Case: A/6.5.2/header-table-size-down-up
Level: MUST
Requires: Where the limit changes more than once between two blocks, the smallest is signalled,
and then the one in force.
Needs: requests 2
Strict: OK
Expect: never broken: E/7541/encoder-size-update
Expect: never broken: E/7541/encoder-within-limit

RFC 9113 4.3.1, RFC 7541 4.2
Tags: check, hpack, table-size, settings
"""

from h2craft.case import Turns, settled, whole

TURNS = Turns(2)


def main(request, response):
    if TURNS.of(response, request) == 1:
        settled(response, {"HEADER_TABLE_SIZE": 0})
        settled(response, {"HEADER_TABLE_SIZE": 4_096})
    whole(response)
