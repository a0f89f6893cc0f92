"""A promise of a request with content.

Half a body, then PUSH_PROMISE with content-length: 5. A response to it follows, and the rest
of the body.

A good client resets the promised stream with PROTOCOL_ERROR; the response it has asked for is
not concerned.

Case: 9113/8.4/push-with-content
Level: MUST
Requires: Promised requests have no content; for one that says it has, the client resets the
promised stream with PROTOCOL_ERROR.
Needs: push
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.4, 5.4.2
Tags: check, push, content-length
"""

from h2craft.case import fulfil, promise, violation, write_promise


def main(request, response):
    with violation(response) as writer:
        write_promise(writer, [*promise(request), ("content-length", "5")])
    fulfil(response)
