"""The client has made the HPACK table smaller, and no block confirms it.

The client's SETTINGS are acknowledged; then the response's head does not begin with a dynamic
table size update. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR.

Case: 9113/4.3.1/no-update-after-reduction
Level: MUST
Requires: The first field block after the acknowledgement of a smaller HEADER_TABLE_SIZE begins
with a dynamic table size update; one that does not is a connection error of type
COMPRESSION_ERROR.
Needs: settings HEADER_TABLE_SIZE<4096
Strict: CE(COMPRESSION_ERROR)

RFC 9113 4.3.1, 5.4.1, RFC 7541 4.2
Tags: check, hpack, compression, table-size
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK)
