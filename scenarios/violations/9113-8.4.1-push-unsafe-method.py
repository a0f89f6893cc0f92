"""A POST is promised.

Half a body, then PUSH_PROMISE of a request with the method POST. A response to it follows, and
the rest of the body.

A good client resets the promised stream with PROTOCOL_ERROR; the response it has asked for is
not concerned.

Case: 9113/8.4.1/push-unsafe-method
Level: MUST
Requires: Promised requests are safe and can be cached; for any other the client resets the
promised stream with PROTOCOL_ERROR.
Needs: push
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.4, 8.4.1, 5.4.2
Tags: check, push
"""

from h2craft.case import fulfil, promise, violation, write_promise


def main(request, response):
    with violation(response) as writer:
        write_promise(writer, promise(request, method="POST"))
    fulfil(response)
