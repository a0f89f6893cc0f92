"""Half of a body, and RST_STREAM twice.

A good client reports an incomplete response, once, and ignores the second RST_STREAM, to which
it sends none of its own.

RFC 9113 5.1, 5.4.2, 6.4
Tags: reset, closed, incomplete
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "1000")], 200)
    writer.write_data("x" * 500)
    with writer.together():
        writer.write_rst_stream("INTERNAL_ERROR")
        writer.write_rst_stream("INTERNAL_ERROR")
