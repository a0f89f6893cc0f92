"""A response on stream 2, which was never promised.

Half a body, then HEADERS on an even stream that no PUSH_PROMISE has reserved. The rest of the
body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: a stream of the server's begins
with PUSH_PROMISE, and on an idle one a client may see nothing else but PRIORITY.

RFC 9113 5.1, 5.1.1
Tags: illegal, headers, idle, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_header_frame([(":status", "200")], stream_id=2, end_headers=True)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
