"""Two content-length fields that contradict each other.

content-length: 4 and content-length: 5 in one head, then four octets.

A good client believes neither and resets the stream.

Case: D/8.1.1/content-length-two-different
Level: MUST
Requires: Two content-length fields with different values make the message malformed: no length
can be right.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1.1, RFC 9110 8.6
Tags: check, content-length
"""

from h2craft.case import violation


def main(request, response):
    lengths = [("content-length", "4"), ("content-length", "5")]
    with violation(response, opened=False, rest="four") as writer:
        writer.write_raw_header_frame([(":status", "200"), *lengths], end_headers=True)
