"""RST_STREAM REFUSED_STREAM instead of a response, however often the request comes.

A good client gives up after a few times and reports it.

RFC 9113 8.7, 6.4
Tags: reset, retry, error
"""


def main(request, response):
    response.writer.write_rst_stream("REFUSED_STREAM")
