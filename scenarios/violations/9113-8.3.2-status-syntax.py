"""A :status that is not three digits.

The response's head has :status +200, nothing, 20, 2000, 2x0 or 200 OK. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.3.2/status-syntax
Level: MUST
Requires: The value of :status is a status code, which is three digits; anything else makes the
response malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: sign, empty, two-digits, four-digits, letter, reason

RFC 9113 8.3.2, 8.1.1, RFC 9110 15
Tags: check, pseudo-header, malformed
"""

from h2craft.case import chosen, literal, violation

BLOCKS = {
    "sign": literal(b":status", b"+200"),
    "empty": literal(b":status", b""),
    "two-digits": literal(b":status", b"20"),
    "four-digits": literal(b":status", b"2000"),
    "letter": literal(b":status", b"2x0"),
    "reason": literal(b":status", b"200 OK"),
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
