"""The head of a response, then RST_STREAM CANCEL: not an octet of the body comes.

A good client that has shown the status already tells its caller that the body is missing.

RFC 9113 6.4, 8.1
Tags: reset, error, incomplete
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_rst_stream("CANCEL")
