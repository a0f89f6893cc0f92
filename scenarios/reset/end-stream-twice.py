"""A complete response, then DATA with END_STREAM once more.

A good client takes the response and answers the second end with STREAM_CLOSED, as a connection
error. Its caller need not hear of that.

RFC 9113 5.1, 6.1
Tags: illegal, closed, data, connection-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    with writer.together():
        writer.write_raw_data_frame("this was all\n", end_stream=True)
        writer.write_raw_data_frame("", end_stream=True)
