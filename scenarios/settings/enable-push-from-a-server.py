"""A server that says ENABLE_PUSH=1.

Half a body, then SETTINGS with ENABLE_PUSH=1. Only a client can say whether it takes pushes.
The rest of the body follows as if nothing had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: a server may say nothing but 0.
(The older RFC 7540 let it pass, and clients of its time do so.)

RFC 9113 6.5.2
Tags: illegal, settings, push, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_settings({"ENABLE_PUSH": 1})
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
