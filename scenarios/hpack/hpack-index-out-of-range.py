"""A header block with a reference to an entry that is in no table.

The response's header block is :status 200 and then the indexed field 207. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: an index beyond both tables
is a decoding error. The tables of the two ends cannot be trusted after that, so no other stream
can go on either.

RFC 7541 2.3.3, RFC 9113 4.3
Tags: illegal, hpack, compression, connection-error
"""

import time

# :status 200, then the indexed field 207; the dynamic table is nearly empty
BLOCK = b"\x88\xff\x50"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
