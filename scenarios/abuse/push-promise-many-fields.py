"""A promise of two thousand fields.

Half a body, then one PUSH_PROMISE with two thousand fields in its header block.

A good client resets the promised stream, closes the connection, or takes it in bounded memory.

Case: C/push-promise-many-fields
Level: SHOULD
Requires: The size of a field section is limited, also of a promise.
Needs: push
Strict: BOUND

RFC 9113 10.5.1, 6.6
Tags: check, push, fields
"""

from h2craft.case import promise
from h2craft.flood import abuse, again


def main(request, response):
    if again(request, response):
        return
    many = [(f"x-field-{number}", "of two thousand") for number in range(2_000)]
    with abuse(response) as writer:
        writer.write_push([*promise(request), *many], status=200, response_headers=[])
