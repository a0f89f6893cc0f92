"""Two cookies are set, and are to come back.

A good client sends both with its second request, in one field or in two; short ones it keeps out
of the compression table.

Case: E/8.2.3/cookie-crumbs
Level: MAY
Requires: The cookie field may be split at its semicolons, for better compression.
Needs: requests 2, cookies
Strict: OK
Expect: E/8.2.3/cookie-crumbs
Expect: should: E/7541/7.1.3/never-indexed

RFC 9113 8.2.3, RFC 7541 7.1.3
Tags: check, cookie, hpack
"""

from h2craft.case import FIELDS, missing, whole

COOKIES = (("set-cookie", "crumb=1234"), ("set-cookie", "whole=5678"))


def main(request, response):
    if request.ordinal == 2 and "cookie" not in request.headers:
        missing(response, "a request with the cookies of the first response")
    whole(response, fields=(*FIELDS, *COOKIES))
