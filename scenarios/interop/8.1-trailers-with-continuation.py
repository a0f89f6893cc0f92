"""Trailers in HEADERS with END_STREAM and CONTINUATION.

The block is cut in the middle of a field.

A good client reads on to END_HEADERS, and takes the response for complete then.

Case: A/8.1/trailers-with-continuation
Level: MUST
Requires: The trailer section's field block may be continued as any other; END_STREAM stands on
its HEADERS.
Strict: OK

RFC 9113 8.1, 6.10
Tags: check, trailers, continuation
"""

from h2craft.case import BODY, literal

BLOCK = literal(b"x-checksum", b"2a") + literal(b"x-octets", b"29")


def main(request, response):
    writer = response.writer
    writer.write_headers([("trailer", "x-checksum, x-octets")], 200)
    writer.write_data(BODY)
    with writer.together():
        writer.write_raw_header_frame([], end_stream=True, block=BLOCK[:18])
        writer.write_raw_continuation_frame([], end_headers=True, block=BLOCK[18:])
