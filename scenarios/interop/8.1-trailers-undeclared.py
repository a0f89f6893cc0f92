"""Trailer fields that no trailer field has named.

A good client takes them, or throws them away, and delivers the body.

Case: A/8.1/trailers-undeclared
Level: MUST
Requires: The trailer field is an announcement, and no condition: trailers may come without it.
Strict: OK

RFC 9113 8.1, RFC 9110 6.6.2
Tags: check, trailers
"""

from h2craft.case import BODY


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data(BODY)
    writer.write_trailers([("x-unannounced", "yes"), ("x-octets", str(len(BODY)))])
