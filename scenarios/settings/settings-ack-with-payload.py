"""A SETTINGS ACK that carries a setting.

Half a body, then SETTINGS with the ACK flag and MAX_CONCURRENT_STREAMS=9 in it. The rest of the
body follows as if nothing had happened.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR: an acknowledgement is empty.

RFC 9113 6.5
Tags: illegal, settings, ack, frame-size, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_settings({"MAX_CONCURRENT_STREAMS": 9}, ack=True)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
