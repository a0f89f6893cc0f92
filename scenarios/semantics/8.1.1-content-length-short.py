"""A body that is shorter than its content-length, and ends.

content-length says ten octets, the one DATA frame has four and END_STREAM.

A good client does not take four octets for the ten it was promised: it resets the stream, and
the request has failed.

Case: D/8.1.1/content-length-short
Level: MUST
Requires: A message whose content-length is not the number of octets in its DATA is malformed,
which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1.1, RFC 9110 8.6
Tags: check, star, content-length, truncation
"""

from h2craft.case import violation


def main(request, response):
    response.writer.write_headers([("content-length", "10")], 200)
    with violation(response, opened=False, rest=None) as writer:
        writer.write_raw_data_frame("four", end_stream=True)
