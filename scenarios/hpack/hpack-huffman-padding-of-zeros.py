"""A Huffman string that is padded with zeros.

The response's header block is :status 200 and a field whose value, "a" in five bits, is filled
up with three 0 bits. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: padding is the beginning of
EOS, which is all ones; anything else is a decoding error.

RFC 7541 5.2, RFC 9113 4.3
Tags: illegal, hpack, huffman, compression, connection-error
"""

import time

# :status 200, then "a" with a value of one octet: 00011, and 000
BLOCK = b"\x88\x00\x01a\x81\x18"


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
