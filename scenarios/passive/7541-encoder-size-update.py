"""HEADER_TABLE_SIZE goes down to 64, then to 0 and up again, between three requests.

Each change is acknowledged before the response that ends the request.

A good client begins its second block with a size update to at most 64, its third with one to 0;
another to at most 4,096 may follow that.

Case: E/7541/encoder-size-update
Level: MUST
Requires: The first block after the ACK of a smaller HEADER_TABLE_SIZE begins with a size update
to at most that; of several changes the smallest is said.
Needs: requests 3
Strict: OK
Expect: E/7541/encoder-size-update
Expect: E/7541/encoder-within-limit

RFC 7541 4.2, RFC 9113 4.3.1
Tags: check, hpack, table-size, settings
"""

from h2craft.case import REST, Turns, half, settled

TURNS = Turns(3)
SIZES = {1: (64,), 2: (0, 4096)}


def main(request, response):
    turn = TURNS.of(response, request)
    half(response)
    for size in SIZES.get(turn, ()):
        settled(response, {"HEADER_TABLE_SIZE": size})
    response.writer.write_data(REST, last=True)
