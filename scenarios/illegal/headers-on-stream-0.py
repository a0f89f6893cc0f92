"""HEADERS on stream 0, in the middle of a response.

Half a body, then a HEADERS frame with a field section of its own on the connection itself. The
rest of the body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: HEADERS belong on a stream, and
those on stream 0 are a connection error.

RFC 9113 6.2, 5.4.1
Tags: illegal, headers, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_header_frame([(":status", "200")], stream_id=0, end_headers=True)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
