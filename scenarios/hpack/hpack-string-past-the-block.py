"""A string that is longer than its header block.

The response's header block is :status 200 and a field whose value says five octets and has two,
with END_HEADERS set. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: a block that ends inside of a
field cannot be decoded. It does not wait for more of it.

RFC 7541 5.2, RFC 9113 4.3
Tags: illegal, hpack, compression, connection-error
"""

import time

# :status 200, then "a" with a value of five octets, of which two are there
BLOCK = b"\x88\x00\x01a\x05xy"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
