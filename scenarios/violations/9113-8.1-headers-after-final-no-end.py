"""HEADERS in the middle of a body that do not end the stream.

Half a body, then HEADERS that look like trailers but have no END_STREAM; then DATA.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/headers-after-final-no-end
Level: MUST
Requires: HEADERS without END_STREAM after those with the final status make the response
malformed, which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1, 8.1.1, 5.4.2
Tags: check, trailers, malformed
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_header_frame([("x-trailer", "no end")], end_headers=True)
