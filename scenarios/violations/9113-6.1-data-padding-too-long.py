"""DATA with padding as long as the frame, or longer.

Half a body, then DATA with the flag PADDED and six octets: a pad length of 6, or of 255, and
five octets more.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.1/data-padding-too-long
Level: MUST
Requires: Padding as long as the frame's payload, or longer, is a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)
Variants: equal, greater

RFC 9113 6.1, 5.4.1
Tags: check, star, data, padding
"""

from h2craft.case import chosen, violation

PAD_LENGTHS = {"equal": 6, "greater": 255}


def main(request, response):
    pad_length = chosen(request, PAD_LENGTHS)
    with violation(response) as writer:
        writer.write_raw_frame("DATA", bytes([pad_length]) + b"abcde", "PADDED")
