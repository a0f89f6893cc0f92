"""HEADERS without END_HEADERS, and then DATA: the header block is never finished.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

RFC 9113 6.2, 6.10, 4.3
Tags: illegal, continuation, data, connection-error
"""


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([(":status", "200")])
        writer.write_raw_data_frame("the head was not done\n", end_stream=True)
