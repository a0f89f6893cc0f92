"""HEADERS on the request's stream, and its CONTINUATION on another.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

RFC 9113 6.10, 4.3
Tags: illegal, continuation, headers, connection-error
"""


def main(request, response):
    writer = response.writer
    other = request.h2_stream_id + 2
    with writer.together():
        writer.write_raw_header_frame([(":status", "200")])
        writer.write_raw_continuation_frame([("x-lost", "yes")], other, end_headers=True)
    writer.write_raw_data_frame("on the right one again\n", end_stream=True)
