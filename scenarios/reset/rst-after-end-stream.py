"""A complete response, and RST_STREAM on its stream after that.

A good client has its response, and ignores what comes after it.

RFC 9113 5.1, 6.4
Tags: reset, closed, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "15")], 200)
    with writer.together():
        writer.write_raw_data_frame("all that was it", end_stream=True)
        writer.write_rst_stream("CANCEL")
