"""RST_STREAM HTTP_1_1_REQUIRED, however often it is tried by HTTP/2.

A good client asks again by HTTP/1.1 on a new connection, or reports the failure and names the
code; it does not go round in circles.

Case: D/7/http-1-1-required-stream
Level: MAY
Requires: HTTP_1_1_REQUIRED asks for HTTP/1.1; asking again by HTTP/2 leads nowhere.
Strict: ANY
Expect: at most 3: dir:received type:HEADERS

RFC 9113 7, 6.4
Tags: check, retry, reset, http1
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("HTTP_1_1_REQUIRED")
