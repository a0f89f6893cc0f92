"""RST_STREAM with three octets, too few for an error code.

Half a body, then RST_STREAM on the request's stream with a payload of three octets. The rest of
the body follows as if nothing had happened.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR: an error code has four octets,
and any other length is a connection error.

RFC 9113 6.4, 4.2
Tags: illegal, rst-stream, frame-size, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("RST_STREAM", b"\x00\x00\x08")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
