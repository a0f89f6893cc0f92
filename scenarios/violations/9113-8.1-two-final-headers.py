"""Two final heads, and no body.

HEADERS with :status 200, and once more, now with END_STREAM: where trailers would be.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/two-final-headers
Level: MUST
Requires: What comes after the final head are trailers, which have no pseudo-header fields;
with one they are malformed, which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1, 8.3, 8.1.1
Tags: check, headers, trailers, malformed
"""

from h2craft.case import OK_BLOCK, violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer, writer.together():
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK)
        writer.write_raw_header_frame([], end_stream=True, end_headers=True, block=OK_BLOCK)
