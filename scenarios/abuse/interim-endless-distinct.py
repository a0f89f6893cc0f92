"""103 with another field name each time, without end.

Interim responses, a hundred thousand of them, whose fields have names never seen before.

A good client limits how many it takes; what it caches by name stays bounded.

Case: C/interim-endless-distinct
Level: SHOULD
Requires: Interim responses are limited where they are excessive.
Strict: BOUND

RFC 9113 10.5, 8.1
Tags: check, flood, interim, fields
"""

from h2craft.case import literal
from h2craft.flood import abuse, again, flood, interim


def main(request, response):
    if again(request, response):
        return
    with abuse(response, opened=False, head=True) as writer:
        stream = writer.default_stream_id
        names = (b"x-%d-%s" % (number, b"n" * 40) for number in range(100_000))
        flood(writer, (interim(stream, literal(name, b"v" * 100)) for name in names))
