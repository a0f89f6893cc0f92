"""Trailers right after the head, without any DATA.

A good client has a response with an empty body, and the trailers.

RFC 9113 8.1
Tags: trailers, empty, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain"), ("trailer", "checksum")], 200)
    writer.write_trailers([("checksum", "00")])
