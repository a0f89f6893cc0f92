"""HEADERS with the flag PRIORITY and four octets.

The response's head is HEADERS with END_HEADERS and PRIORITY, whose fields alone would take
five octets. Without the flag the four would be a header block. A body follows.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.2/headers-priority-too-short
Level: MUST
Requires: A frame that is too small for the fields it must have is a FRAME_SIZE_ERROR, and
where it has a field block a connection error.
Strict: CE(FRAME_SIZE_ERROR)

RFC 9113 4.2, 6.2, 5.4.1
Tags: check, headers, priority, frame-size
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_frame("HEADERS", b"\x88\xb6\xb6\xb6", ["END_HEADERS", "PRIORITY"])
