"""A head and trailers with as much padding as there can be.

A good client decodes the header blocks without it.

RFC 9113 6.2, 10.7
Tags: padding, headers, trailers, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200, padding=255)
    writer.write_data("between two padded frames\n")
    writer.write_trailers([("checksum", "2a")], padding=255)
