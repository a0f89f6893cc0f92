"""A dynamic table size update after a field.

The response's header block is :status 200, an update of the dynamic table's size to 0, and a
field. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: a size update stands at the
beginning of a block and nowhere else.

RFC 7541 4.2, RFC 9113 4.3
Tags: illegal, hpack, table-size, compression, connection-error
"""

import time

# :status 200, a size update to 0, a: b
BLOCK = b"\x88\x20\x00\x01a\x01b"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
