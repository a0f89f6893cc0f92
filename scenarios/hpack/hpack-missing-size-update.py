"""The server ignores that the client has made the HPACK table smaller.

The response's header block does not begin with a dynamic table size update, though the client's
HEADER_TABLE_SIZE asks for one. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: once its SETTINGS are
acknowledged, a table it has made smaller has to be confirmed by a size update at the beginning
of the next block. (Many clients let it pass.)

RFC 9113 4.3.1, RFC 7541 4.2
Tags: illegal, hpack, table-size, compression, connection-error
Needs: a client with a HEADER_TABLE_SIZE below 4,096, such as nghttp --header-table-size=0
"""

import time


def main(request, response):
    writer = response.writer
    writer.barrier()  # the client has read this far, and our SETTINGS ACK
    writer.write_headers([], 200, block=b"\x88")  # :status 200, and no size update before it
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("as if nothing had happened\n", end_stream=True)
