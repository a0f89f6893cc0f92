"""A string whose length is 4,294,967,297.

The response's header block is :status 200 and a field with a value of 2^32+1 octets, of which
one is there. In 32 bits that length would be 1. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: an integer that is larger
than it can handle is a decoding error, and a string does not reach beyond the block. It
reserves nothing for it.

RFC 7541 5.1, 5.2, RFC 9113 4.3
Tags: illegal, hpack, integer, compression, connection-error
"""

import time

# :status 200, then "a" with a value of 2^32+1 octets, which begins with "x"
BLOCK = b"\x88\x00\x01a\x7f\x82\xff\xff\xff\x0fx"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
