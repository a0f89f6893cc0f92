"""5,000 octets that decode to 4 MB of fields.

The response's header block adds one entry of 3,900 octets to the dynamic table and refers to it
a thousand times. A body follows.

A good client counts what it decodes and stops at its limit (MAX_HEADER_LIST_SIZE, where it has
announced one), with a stream error or a connection error, and keeps none of it. This one is
small; the same in larger takes memory without end.

RFC 9113 10.5.1, RFC 7541 7.3
Tags: abuse, hpack, header-list, limits
"""

import time

# :status 200, then x: aaa... into the table, then that entry again and again
BLOCK = b"\x88" + b"\x40\x01x\x7f\xbd\x1d" + b"a" * 3_900 + b"\xbe" * 1_000


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far
    writer.write_headers([], 200, block=BLOCK)
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
