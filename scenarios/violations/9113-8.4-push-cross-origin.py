"""A promise for somebody else's origin.

Half a body, then PUSH_PROMISE for an :authority that the server's certificate says nothing of.
A response to it follows, and the rest of the body.

A good client resets the promised stream with PROTOCOL_ERROR; the response it has asked for is
not concerned.

Case: 9113/8.4/push-cross-origin
Level: MUST
Requires: A server promises only what it is authoritative for; otherwise the client resets the
promised stream with PROTOCOL_ERROR.
Needs: push
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.4.1, 10.1, 5.4.2
Tags: check, push, authority
"""

from h2craft.case import fulfil, promise, violation, write_promise


def main(request, response):
    with violation(response) as writer:
        write_promise(writer, promise(request, authority="elsewhere.example"))
    fulfil(response)
