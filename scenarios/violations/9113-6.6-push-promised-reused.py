"""The same stream promised twice, or a lower one than before.

Half a body, then promises of the streams 2 and 2, or 4 and 2.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-promised-reused
Level: MUST
Requires: A promised stream is idle, and higher than all of the server's before; a promise of
any other is a connection error of type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)
Variants: twice, lower

RFC 9113 6.6, 5.1.1, 5.4.1
Tags: check, push, stream-id
"""

from h2craft.case import chosen, fulfil, promise, violation, write_promise


def main(request, response):
    first = chosen(request, {"twice": 2, "lower": 4})
    with violation(response) as writer:
        write_promise(writer, promise(request), first)
        write_promise(writer, promise(request, "/another"), 2)
    fulfil(response, first)
