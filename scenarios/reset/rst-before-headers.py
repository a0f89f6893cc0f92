"""RST_STREAM INTERNAL_ERROR instead of a response.

A good client reports a failed request at once, rather than to wait for its timeout, and keeps
the connection for others. It does not repeat what is not idempotent.

RFC 9113 6.4, 5.4.2
Tags: reset, error
"""


def main(request, response):
    response.writer.write_rst_stream("INTERNAL_ERROR")
