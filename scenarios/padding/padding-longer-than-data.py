"""DATA whose padding is said to be longer than the frame.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

RFC 9113 6.1
Tags: illegal, padding, data, connection-error
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("DATA", b"\xc8" + b"no 200 octets", flags="PADDED")
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
