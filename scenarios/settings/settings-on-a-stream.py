"""SETTINGS on the request's stream.

Half a body, then an empty SETTINGS frame with the request's stream in its frame header. The
rest of the body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: settings are the connection's,
and on any other stream than 0 they are a connection error.

RFC 9113 6.5
Tags: illegal, settings, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("SETTINGS")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
