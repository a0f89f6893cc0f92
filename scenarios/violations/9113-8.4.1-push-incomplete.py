"""A promise of a request that is none.

Half a body, then PUSH_PROMISE without :path, :method or :authority, or with a :status. A
response to it follows, and the rest of the body.

A good client resets the promised stream with PROTOCOL_ERROR; the response it has asked for is
not concerned.

Case: 9113/8.4.1/push-incomplete
Level: MUST
Requires: A promise has the complete and valid fields of a request; otherwise the client resets
the promised stream with PROTOCOL_ERROR.
Needs: push
Strict: SE(PROTOCOL_ERROR)
Variants: no-path, no-method, no-authority, with-status

RFC 9113 8.4.1, 8.3.1, 5.4.2
Tags: check, push, malformed
"""

from h2craft.case import chosen, fulfil, promise, violation, write_promise


def main(request, response):
    fields = {
        "no-path": promise(request, path=None),
        "no-method": promise(request, method=None),
        "no-authority": promise(request, authority=None),
        "with-status": [(":status", "200"), *promise(request)],
    }
    with violation(response) as writer:
        write_promise(writer, chosen(request, fields))
    fulfil(response)
