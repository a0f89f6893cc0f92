"""PING of seven octets instead of eight.

Half a body, then a PING frame that is one octet short. The rest of the body follows as if
nothing had happened.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR, and does not answer it.

RFC 9113 6.7, 4.2
Tags: illegal, ping, frame-size, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_ping(b"7 octet")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
