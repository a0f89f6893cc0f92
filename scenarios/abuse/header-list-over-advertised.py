"""Twice as many octets of fields as the client says it takes.

The first response has a field section of twice the client's MAX_HEADER_LIST_SIZE; the second one
refers to fields of the first by HPACK.

A good client resets the first stream or takes it, and reads the second response all the
same: what it does not take it decompresses nevertheless.

Case: C/header-list-over-advertised
Level: rob
Requires: MAX_HEADER_LIST_SIZE is advice; a field section beyond it may be refused, but the state
of decompression is kept.
Needs: requests 2, settings MAX_HEADER_LIST_SIZE<4194304
Strict: SE(any) or CE(any) or OK

RFC 9113 6.5.2, 10.5.1, 4.3
Tags: check, fields, hpack, settings
"""

from h2craft.case import Turns, announced, canary, expect, half, reaction, violation

TURNS = Turns(2)
KEPT = ("x-kept", "by both")


def main(request, response):
    if TURNS.of(response, request) > 1:
        half(response, fields=[KEPT])
        expect(response, not reaction(response), "the next response is taken")
        canary(response)
        return
    limit = announced(response, "MAX_HEADER_LIST_SIZE", 0)
    field = ("x-much", "." * 4_000)
    much = [KEPT] + [field] * (2 * limit // 4_000 + 1)
    with violation(response, opened=False) as writer:
        writer.write_headers(much, 200)
