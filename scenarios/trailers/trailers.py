"""A body and trailers after it.

A good client passes the trailers on, or ignores them, and does not mix them with the fields of
the head.

RFC 9113 8.1, RFC 9110 6.5
Tags: trailers, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain"), ("trailer", "checksum")], 200)
    writer.write_data("checked\n")
    writer.write_trailers([("checksum", "2a")])
