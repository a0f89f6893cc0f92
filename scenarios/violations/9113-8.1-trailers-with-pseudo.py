"""Trailers with :status.

Half a body, then HEADERS with END_STREAM, :status 200 and a trailer field.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/trailers-with-pseudo
Level: MUST
Requires: Trailers have no pseudo-header fields; with one they are malformed, which is a stream
error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1, 8.3, 8.1.1
Tags: check, star, trailers, pseudo-header, malformed
"""

from h2craft.case import violation

TRAILERS = [(":status", "200"), ("x-checksum", "none")]


def main(request, response):
    with violation(response, rest=None) as writer:
        writer.write_raw_header_frame(TRAILERS, end_stream=True, end_headers=True)
