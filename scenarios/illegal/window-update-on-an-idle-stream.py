"""WINDOW_UPDATE on a stream nobody has opened.

Half a body, then credit for a stream far beyond those the client has opened. The rest of the
body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: on an idle stream nothing may
arrive but HEADERS and PRIORITY.

RFC 9113 5.1
Tags: illegal, window-update, idle, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    idle = request.h2_stream_id + 1000
    writer.write_window_update(1_000, stream_id=idle)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
