"""Half of the promised body, then RST_STREAM INTERNAL_ERROR.

The response promises 1,000 octets, 500 come, and the stream is reset.

A good client tells its caller that the response is incomplete, by the error or the missing
octets, and never passes the half off as the whole. The connection stays in use.

RFC 9113 5.4.2, 6.4, 8.1.1
Tags: reset, body, incomplete
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "1000")], 200)
    writer.write_data("x" * 500)
    writer.write_rst_stream("INTERNAL_ERROR")
