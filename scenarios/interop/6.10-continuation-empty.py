"""Three CONTINUATION frames without an octet inside of a header block.

HEADERS with the first octet of the block, three empty CONTINUATION frames, and one with the
rest.

A good client passes over the empty frames and decodes the block as a whole.

Case: A/6.10/continuation-empty
Level: MUST
Requires: A CONTINUATION frame may be empty; the block ends with END_HEADERS and not before.
Strict: OK
Expect: fields right

RFC 9113 6.10, 4.3
Tags: check, continuation, headers
"""

from h2craft.case import BODY, OK_BLOCK, literal

REST_OF_BLOCK = literal(b"content-length", b"29")


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([], block=OK_BLOCK)
        for _ in range(3):
            writer.write_raw_continuation_frame([], block=b"")
        writer.write_raw_continuation_frame([], end_headers=True, block=REST_OF_BLOCK)
    writer.write_data(BODY, last=True)
