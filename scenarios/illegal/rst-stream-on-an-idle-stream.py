"""RST_STREAM on a stream nobody has opened.

Half a body, then RST_STREAM CANCEL on a stream far beyond those the client has opened. The rest
of the body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: an idle stream cannot be reset.

RFC 9113 6.4, 5.1
Tags: illegal, rst-stream, idle, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    idle = request.h2_stream_id + 1000
    writer.write_rst_stream("CANCEL", stream_id=idle)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
