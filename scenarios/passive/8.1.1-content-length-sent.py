"""An upload that is counted.

A good client sends as many octets as its content-length says, where it says one.

Case: E/8.1.1/content-length-sent
Level: MUST
Requires: content-length is the number of octets in the DATA of the request, padding left out.
Needs: post 30000
Strict: OK
Expect: E/8.1.1/content-length-sent

RFC 9113 8.1.1
Tags: check, content-length, upload
"""

from h2craft.case import missing, whole


def main(request, response):
    if "content-length" not in request.headers:
        missing(response, "a request with content-length")
    whole(response)
