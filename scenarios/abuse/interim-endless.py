"""103, a hundred thousand times, before the final response.

Interim responses with a link field of 200 octets each, as fast as they are taken.

A good client limits how many it takes, or how many octets, or keeps no more than the last: its
memory stays bounded.

Case: C/interim-endless
Level: SHOULD
Requires: Interim responses are limited where they are excessive.
Strict: BOUND

RFC 9113 10.5, 8.1
Tags: check, star, flood, interim
"""

from h2craft.case import literal
from h2craft.flood import abuse, again, flood, interim

LINK = literal(b"link", b"</" + b"x" * 180 + b">; rel=preload")


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False, head=True) as writer:
        flood(writer, interim(writer.default_stream_id, LINK), 100_000)
