"""MAX_FRAME_SIZE of 16,383 octets, one below the smallest allowed.

Half a body, then SETTINGS with MAX_FRAME_SIZE=16383. The rest of the body follows as if nothing
had happened.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: values below 16,384 and above
16,777,215 are a connection error.

RFC 9113 6.5.2
Tags: illegal, settings, frame-size, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_settings({"MAX_FRAME_SIZE": 16_383})
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
