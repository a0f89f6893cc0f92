"""WINDOW_UPDATE of 0 on the connection.

Half a body, then a WINDOW_UPDATE on stream 0 whose increment is 0. The rest of the body follows
as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: an increment is at least 1, and
an error in the connection's window is the connection's.

RFC 9113 6.9
Tags: illegal, flow-control, window-update, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_window_update(0, stream_id=0)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
