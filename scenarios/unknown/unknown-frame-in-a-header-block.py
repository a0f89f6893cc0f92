"""A frame of an unknown type between HEADERS and its CONTINUATION.

A response's header block in two frames, and between them one of type 0xf0 on the same stream.
The body follows.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: nothing at all may stand between
the frames of a header block, not even what it would ignore elsewhere.

RFC 9113 5.5, 4.3, 6.10
Tags: illegal, unknown, continuation, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_raw_header_frame([(":status", "200")])
    writer.write_raw_frame(0xF0, b"who is it")
    writer.write_raw_continuation_frame([("content-type", "text/plain")], end_headers=True)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
