"""DATA on a stream that we have reset.

A good client has lost the response and says so. To the DATA it answers RST_STREAM STREAM_CLOSED
at most; it may also close the connection, or ignore what was on its way. In no case is it part
of the body.

RFC 9113 5.1, 6.4
Tags: illegal, reset, closed, incomplete, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "1000")], 200)
    writer.write_data("x" * 500)
    with writer.together():
        writer.write_rst_stream("INTERNAL_ERROR")
        writer.write_raw_data_frame("y" * 500, end_stream=True)
