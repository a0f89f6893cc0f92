"""PING on the request's stream.

Half a body, then a PING frame with the request's stream in its frame header. The rest of the
body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: PING is about the connection,
and on any other stream than 0 it is a connection error.

RFC 9113 6.7
Tags: illegal, ping, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("PING", b"8 octets")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
