"""SETTINGS of five octets, where each setting has six.

Half a body, then a SETTINGS frame with a payload of five octets. The rest of the body follows
as if nothing had happened.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR: a length that is no multiple
of six is a connection error.

RFC 9113 6.5
Tags: illegal, settings, frame-size, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("SETTINGS", b"\x00\x03\x00\x00\x00", stream_id=0)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
