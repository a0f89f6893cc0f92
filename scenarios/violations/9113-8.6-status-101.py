"""101 (Switching Protocols), then 200.

HEADERS with :status 101; then a whole response.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed. In no case does it take the connection for upgraded.

Case: 9113/8.6/status-101
Level: MUST NOT
Requires: HTTP/2 has no 101; a response with it is malformed: a stream error of type
PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.6, 8.1.1
Tags: check, interim, malformed
"""

from h2craft.case import literal, violation


def main(request, response):
    with violation(response, opened=False, head=True) as writer:
        block = literal(b":status", b"101")
        writer.write_raw_header_frame([], end_headers=True, block=block)
