"""RST_STREAM HTTP_1_1_REQUIRED: ask again over HTTP/1.1.

h2craft gives a short answer to HTTP/1.1, so what is to be seen is that it was asked.

A good client does so over a new connection, or reports the code by its name.

RFC 9113 7, RFC 9113 9.2.2
Tags: reset, retry, http1
"""


def main(request, response):
    response.writer.write_rst_stream("HTTP_1_1_REQUIRED")
