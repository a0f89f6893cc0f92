"""GOAWAY that counts a POST as processed, then close without an answer.

A second try, if there is one, is answered: then the POST has happened twice.

A good client reports the failure and leaves it to its user.

Case: D/6.8/goaway-processed-post
Level: MUST NOT
Requires: A request that may have been processed is not sent again by itself unless its method
is idempotent.
Needs: post 10
Strict: NOTOK
Expect: at most 1: dir:received type:HEADERS

RFC 9113 6.8, 8.7, RFC 9110 9.2.2
Tags: check, star, retry, goaway, upload
"""

from h2craft.case import violation, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        writer.write_goaway(request.h2_stream_id, "NO_ERROR")
        writer.close("clean")
