"""WINDOW_UPDATE of 0 on the request's stream.

Half a body, then a WINDOW_UPDATE whose increment is 0. The rest of the body follows as if
nothing had happened.

A good client resets the stream with RST_STREAM PROTOCOL_ERROR, or closes the connection: an
increment is at least 1.

RFC 9113 6.9
Tags: illegal, flow-control, window-update, stream-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_window_update(0)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
