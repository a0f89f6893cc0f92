"""WINDOW_UPDATE makes the connection's window larger than a window may be.

Half a body, then 2,147,483,647 octets of credit on top of what the connection has. The rest of
the body follows as if nothing had happened.

A good client closes the connection with GOAWAY FLOW_CONTROL_ERROR: no window is larger than
2,147,483,647.

RFC 9113 6.9.1
Tags: illegal, flow-control, window-update, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_window_update(2_147_483_647, stream_id=0)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
