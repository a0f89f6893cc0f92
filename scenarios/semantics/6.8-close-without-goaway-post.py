"""A POST is read, and the connection closed without GOAWAY and without an answer.

Without GOAWAY every stream may have been processed. A second try, if there is one, is answered:
then the POST has happened twice.

A good client reports the failure and leaves it to its user.

Case: D/6.8/close-without-goaway-post
Level: MUST NOT
Requires: A request that may have been processed is not sent again by itself unless its method
is idempotent.
Needs: post 10
Strict: NOTOK
Expect: at most 1: dir:received type:HEADERS

RFC 9113 6.8, 8.7, RFC 9110 9.2.2
Tags: check, retry, close, upload
"""

from h2craft.case import violation, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        writer.close("clean")
