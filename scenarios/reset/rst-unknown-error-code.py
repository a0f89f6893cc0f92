"""RST_STREAM with an error code that nobody has heard of.

A good client treats it like INTERNAL_ERROR: the request has failed, and nothing else happens.

RFC 9113 7, 6.4
Tags: reset, error, unknown
"""


def main(request, response):
    response.writer.write_rst_stream(0xDEADBEEF)
