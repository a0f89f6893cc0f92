"""An interim response that ends the stream.

HEADERS with :status 103 and END_STREAM. A whole response follows, for a client that has taken
no notice.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/interim-end-stream
Level: MUST
Requires: HEADERS with an interim status and END_STREAM are malformed, which is a stream error
of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1, 8.1.1, 5.4.2
Tags: check, interim, malformed
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, head=True) as writer:
        writer.write_raw_header_frame([(":status", "103")], end_stream=True, end_headers=True)
