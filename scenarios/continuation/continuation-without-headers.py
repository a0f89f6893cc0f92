"""CONTINUATION that continues nothing, after a complete head.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

RFC 9113 6.10
Tags: illegal, continuation, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_continuation_frame([("x-late", "yes")], end_headers=True)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
