"""A push to a client that takes none.

The client's ENABLE_PUSH=0 has been acknowledged. Half a body, then PUSH_PROMISE all the same.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-when-disabled
Level: MUST
Requires: Who has set ENABLE_PUSH to 0 and had that acknowledged treats PUSH_PROMISE as a
connection error of type PROTOCOL_ERROR.
Needs: settings ENABLE_PUSH<1
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.6, 8.4, 5.4.1
Tags: check, star, push
"""

from h2craft.case import promise, violation, write_promise


def main(request, response):
    with violation(response) as writer:
        write_promise(writer, promise(request))
