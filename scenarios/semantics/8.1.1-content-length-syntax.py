"""A content-length that is no number, then four octets.

A sign, a letter behind it, minus one, a blank behind it, nothing, and 2^64 + 4, which a counter
of 64 bits takes for four.

A good client resets the stream: content-length is one or more digits, and a number it cannot
hold is not another one.

Case: D/8.1.1/content-length-syntax
Level: MUST
Requires: The value of content-length is digits only; a value that is invalid makes the message
malformed.
Strict: SE(PROTOCOL_ERROR)
Variants: plus, letter, minus, blank, empty, huge

RFC 9113 8.1.1, RFC 9110 8.6
Tags: check, content-length
"""

from h2craft.case import chosen, violation

VALUES = {
    "plus": "+4",
    "letter": "4x",
    "minus": "-1",
    "blank": "4 ",
    "empty": "",
    "huge": str(2**64 + 4),
}


def main(request, response):
    value = chosen(request, VALUES)
    with violation(response, opened=False, rest="four") as writer:
        fields = [(":status", "200"), ("content-length", value)]
        writer.write_raw_header_frame(fields, end_headers=True)
