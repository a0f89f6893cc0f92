"""DATA on stream 0, in the middle of a response.

Half a body, then a DATA frame on the connection itself. The rest of the body follows as if
nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: DATA belongs on a stream, and
one on stream 0 is a connection error. What follows it is not read, so the body is not complete
and the request has failed.

RFC 9113 6.1, 5.4.1
Tags: illegal, data, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("DATA", b"for nobody", stream_id=0)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
