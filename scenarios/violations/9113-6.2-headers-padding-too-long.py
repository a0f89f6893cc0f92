"""HEADERS with padding as long as the frame.

The response's head is HEADERS with the flag PADDED and five octets: a pad length of 5, :status
200, and three octets more. A body follows.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.2/headers-padding-too-long
Level: MUST
Requires: Padding as long as the frame's payload, or longer, is a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.2, 6.1, 5.4.1
Tags: check, headers, padding
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_frame("HEADERS", b"\x05\x88abc", ["END_HEADERS", "PADDED"])
