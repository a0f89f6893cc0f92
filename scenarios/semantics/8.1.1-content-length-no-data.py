"""A content-length of four octets, and no DATA at all.

The head says content-length 4 and has END_STREAM.

A good client knows that four octets are missing, though there was no DATA to count.

Case: D/8.1.1/content-length-no-data
Level: MUST
Requires: A message whose content-length is not the number of octets in its DATA is malformed,
which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1.1, RFC 9110 8.6
Tags: check, content-length, truncation
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_headers([("content-length", "4")], 200, last=True)
