"""END_STREAM on a HEADERS frame that CONTINUATION completes.

The block is cut in the middle of a field. The flag that ends the stream stands on HEADERS, as
CONTINUATION has none; the response ends with the last CONTINUATION.

A good client reads on to END_HEADERS and takes the response for complete then.

Case: A/8.1/end-stream-on-continued-headers
Level: MUST
Requires: END_STREAM on HEADERS holds once the CONTINUATION frames that follow it are there.
Strict: OK
Expect: fields right

RFC 9113 6.2, 8.1, 6.10
Tags: check, headers, continuation, end-stream
"""

from h2craft.case import OK_BLOCK, literal

BLOCK = OK_BLOCK + literal(b"x-begun", b"in one frame") + literal(b"content-length", b"0")


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([], end_stream=True, block=BLOCK[:16])
        writer.write_raw_continuation_frame([], end_headers=True, block=BLOCK[16:])
