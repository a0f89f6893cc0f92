"""Two content-length fields that contradict each other.

Four octets follow content-length: 4 and content-length: 5, in this order and in the other, so that
it is right by whichever of them a client might go.

A good client believes neither and resets the stream.

Case: D/8.1.1/content-length-two-different
Level: MUST
Requires: Two content-length fields with different values make the message malformed: no length
can be right.
Strict: SE(PROTOCOL_ERROR)
Variants: first-right, last-right

RFC 9113 8.1.1, RFC 9110 8.6
Tags: check, content-length
"""

from h2craft.case import chosen, violation

VALUES = {"first-right": ("4", "5"), "last-right": ("5", "4")}


def main(request, response):
    lengths = [("content-length", value) for value in chosen(request, VALUES)]
    with violation(response, opened=False, rest="four") as writer:
        writer.write_raw_header_frame([(":status", "200"), *lengths], end_headers=True)
