"""PRIORITY with four octets, one too few.

Half a body, then PRIORITY on the request's stream with a payload of four octets. The rest of
the body follows as if nothing had happened.

A good client resets the stream with RST_STREAM FRAME_SIZE_ERROR, or closes the connection:
PRIORITY has five octets, and any other length is a stream error, also for a client that does
nothing with priorities.

RFC 9113 6.3, 5.4.2
Tags: illegal, priority, frame-size, stream-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("PRIORITY", b"\x00\x00\x00\x00")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
