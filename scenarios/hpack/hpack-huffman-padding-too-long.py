"""A Huffman string with eleven bits of padding.

The response's header block is :status 200 and a field whose value, "a" in five bits, is filled
up to two octets with eleven 1 bits. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: padding is shorter than an
octet, and longer padding is a decoding error. The tables of the two ends cannot be trusted
after that, so no other stream can go on either.

RFC 7541 5.2, RFC 9113 4.3
Tags: illegal, hpack, huffman, compression, connection-error
"""

import time

# :status 200, then "a" with a value of two octets: 00011, and eleven bits of 1
BLOCK = b"\x88\x00\x01a\x82\x1f\xff"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
