"""HEADER_TABLE_SIZE is 0 from the beginning, for three requests.

Each is answered once the client has answered a PING, so that its next header block comes after
its ACK.

A good client begins its first header block after the ACK with a size update to 0, and refers to
no dynamic entry from then on.

Case: A/6.5.2/header-table-size-0
Level: MUST
Requires: An encoder whose table was made smaller says so at the beginning of its next block,
and keeps to it.
Needs: requests 3
Strict: OK
Expect: never broken: E/7541/encoder-size-update
Expect: never broken: E/7541/encoder-within-limit

RFC 9113 4.3.1, 6.5.2, RFC 7541 4.2
Tags: check, star, hpack, table-size, settings
"""

from h2craft.case import Turns, reaction, whole

TURNS = Turns(3)


def handle_opening(connection):
    connection.greet({"HEADER_TABLE_SIZE": 0})


def main(request, response):
    TURNS.of(response, request)
    reaction(response)
    whole(response)
