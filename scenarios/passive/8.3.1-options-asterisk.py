"""OPTIONS of the server as a whole.

A good client sends an asterisk as :path; it may leave :authority out.

Case: E/8.3.1/options-asterisk
Level: MUST
Requires: An OPTIONS request for a URI without a path has the :path "*".
Needs: method OPTIONS, asterisk
Strict: OK
Expect: E/8.3.1/options-asterisk

RFC 9113 8.3.1, RFC 9110 7.1
Tags: check, options, pseudo-header
"""

from h2craft.case import expect, missing, whole


def main(request, response):
    if request.method != "OPTIONS":
        missing(response, "an OPTIONS request")
    else:
        expect(response, request.headers[":path"] == "*", "the :path is an asterisk")
    whole(response)
