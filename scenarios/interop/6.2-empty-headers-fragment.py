"""HEADERS without an octet; all of the block is in CONTINUATION.

A good client waits for the block and decodes it.

Case: A/6.2/empty-headers-fragment
Level: MUST
Requires: The field block fragment of HEADERS may be empty where CONTINUATION follows.
Strict: OK

RFC 9113 6.2, 6.10
Tags: check, continuation, headers
"""

from h2craft.case import BODY, OK_BLOCK, literal

BLOCK = OK_BLOCK + literal(b"content-length", b"29")


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([], block=b"")
        writer.write_raw_continuation_frame([], end_headers=True, block=BLOCK)
    writer.write_data(BODY, last=True)
