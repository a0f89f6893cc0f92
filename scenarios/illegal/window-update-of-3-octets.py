"""WINDOW_UPDATE with three octets, too few for an increment.

Half a body, then WINDOW_UPDATE on the connection with a payload of three octets. The rest of
the body follows as if nothing had happened.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR: an increment has four octets,
and any other length is a connection error.

RFC 9113 6.9, 4.2
Tags: illegal, window-update, frame-size, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("WINDOW_UPDATE", b"\x00\x00\x01", stream_id=0)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
