"""A request's body is read to its end, then comes the response.

The windows are open throughout.

A good client sends all of the body, ends its half of the stream and delivers the response.

Case: A/baseline/post
Level: MUST
Requires: A request with content is DATA after HEADERS, ended by END_STREAM; the response may
come after it.
Needs: post 1000
Strict: OK
Expect: upload whole

RFC 9113 8.1
Tags: check, baseline, upload
"""

from h2craft.case import whole


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
