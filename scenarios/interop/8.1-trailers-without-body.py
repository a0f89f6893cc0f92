"""Trailers right after the head, and no DATA at all.

A good client reports success and an empty body.

Case: A/8.1/trailers-without-body
Level: MUST
Requires: There may be trailers where there is no content.
Strict: OK

RFC 9113 8.1
Tags: check, trailers
"""


def main(request, response):
    response.writer.write_headers([("trailer", "x-checksum")], 200)
    response.writer.write_trailers([("x-checksum", "00")])
