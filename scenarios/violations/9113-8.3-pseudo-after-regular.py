"""A regular field, and :status after it.

The response's head is a: b and then :status 200. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.3/pseudo-after-regular
Level: MUST
Requires: Pseudo-header fields come before all regular ones; otherwise the response is
malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.3, 8.1.1
Tags: check, pseudo-header, malformed
"""

from h2craft.case import OK_BLOCK, literal, violation

BLOCK = literal(b"a", b"b") + OK_BLOCK


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
