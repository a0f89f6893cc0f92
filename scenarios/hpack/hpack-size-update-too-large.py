"""A dynamic table size update beyond what the client allows.

The response's header block begins with an update of the dynamic table's size to 1 GiB, whatever
the client's HEADER_TABLE_SIZE is. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the size is at most the
HEADER_TABLE_SIZE it has announced. It reserves nothing for it.

RFC 7541 6.3, RFC 9113 4.3.1
Tags: illegal, hpack, table-size, compression, connection-error
"""

import time

# a size update to 1,073,741,824, then :status 200
BLOCK = b"\x3f\xe1\xff\xff\xff\x03\x88"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
