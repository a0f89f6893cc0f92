"""A header block that is none.

The response's head is a HEADERS frame with :status 200 and then twenty octets of ff: an index
that never ends. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR, and takes nothing of the
block for a response.

Case: 9113/4.3/bad-field-block
Level: MUST
Requires: A field block that cannot be decompressed is a connection error of type
COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 9113 4.3, 5.4.1, RFC 7541 5.1
Tags: check, star, hpack, compression
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + b"\xff" * 20)
