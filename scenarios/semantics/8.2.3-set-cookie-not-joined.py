"""Two set-cookie fields, one with a comma in its date.

A good client keeps two cookies, and sends both with the second request.

Case: D/8.2.3/set-cookie-not-joined
Level: MUST
Requires: set-cookie fields are never joined into one: a comma means something else there.
Needs: requests 2, cookies
Strict: OK

RFC 9110 5.3, RFC 6265 3, RFC 9113 8.2.3
Tags: check, cookies
"""

from h2craft.case import expect, whole

COOKIES = [
    ("set-cookie", "first=1; Expires=Fri, 31 Dec 2038 23:59:59 GMT; Path=/"),
    ("set-cookie", "second=2; Path=/"),
]


def main(request, response):
    if request.ordinal > 1:
        both = "first" in request.cookies and "second" in request.cookies
        expect(response, both, "the second request has both cookies")
    whole(response, fields=COOKIES)
