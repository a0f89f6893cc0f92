"""INITIAL_WINDOW_SIZE of 2,147,483,648 octets, one above the largest window.

Half a body, then SETTINGS with INITIAL_WINDOW_SIZE=2147483648. The rest of the body follows as
if nothing had happened.

A good client closes the connection with GOAWAY FLOW_CONTROL_ERROR: no window is larger than
2,147,483,647.

RFC 9113 6.5.2, 6.9.2
Tags: illegal, settings, flow-control, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_settings({"INITIAL_WINDOW_SIZE": 2_147_483_648})
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
