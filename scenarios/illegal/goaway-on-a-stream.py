"""GOAWAY on the request's stream.

Half a body, then GOAWAY NO_ERROR with the request's stream in its frame header. The rest of the
body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: GOAWAY is about the connection,
and on any other stream than 0 it is a connection error, whatever it says.

RFC 9113 6.8
Tags: illegal, goaway, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    last_stream_id = request.h2_stream_id.to_bytes(4, "big")
    writer.write_raw_frame("GOAWAY", last_stream_id + b"\x00\x00\x00\x00")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
