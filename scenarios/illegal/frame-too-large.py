"""A DATA frame of one octet more than the client takes.

Half a body, then a DATA frame that is one octet longer than the client's MAX_FRAME_SIZE allows
(16,384 octets where it has set none). The rest of the body follows as if nothing had happened.

A good client answers with FRAME_SIZE_ERROR, by RST_STREAM or by GOAWAY, and does not take the
octets: a frame above its limit is an error on the stream or on the connection.

RFC 9113 4.2, 6.5.2
Tags: illegal, data, frame-size
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    most = writer.get_max_payload_size() + 9  # as in WPT, a frame header is left out of it
    writer.write_raw_data_frame(bytes(most + 1))
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
