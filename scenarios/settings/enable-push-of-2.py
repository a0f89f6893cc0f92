"""ENABLE_PUSH=2, which is neither yes nor no.

Half a body, then SETTINGS with ENABLE_PUSH=2. The rest of the body follows as if nothing had
happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: any value but 0 and 1 is a
connection error.

RFC 9113 6.5.2
Tags: illegal, settings, push, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_settings({"ENABLE_PUSH": 2})
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
