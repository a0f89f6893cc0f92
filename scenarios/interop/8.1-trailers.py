"""A body, and two trailer fields.

The trailer field in the head names them.

A good client delivers the body and succeeds; its application may look at the trailers, or not.

Case: A/8.1/trailers
Level: MUST
Requires: A second HEADERS with END_STREAM after the content is the trailer section, and ends
the response.
Strict: OK

RFC 9113 8.1, RFC 9110 6.5
Tags: check, star, trailers
"""

from h2craft.case import BODY


def main(request, response):
    writer = response.writer
    writer.write_headers([("trailer", "x-checksum, x-octets")], 200)
    writer.write_data(BODY)
    writer.write_trailers([("x-checksum", "2a"), ("x-octets", str(len(BODY)))])
