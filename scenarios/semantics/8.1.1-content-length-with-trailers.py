"""Two octets of four, and trailers that end the stream.

content-length says four; after two of them trailers come, with END_STREAM.

A good client finds the body too short though it was trailers that ended it.

Case: D/8.1.1/content-length-with-trailers
Level: MUST
Requires: A message whose content-length is not the number of octets in its DATA is malformed,
which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1.1, 8.1
Tags: check, content-length, trailers
"""

from h2craft.case import violation


def main(request, response):
    response.writer.write_headers([("content-length", "4")], 200)
    with violation(response, opened=False, rest=None) as writer:
        writer.write_raw_data_frame("tw")
        writer.write_raw_header_frame([("done", "yes")], end_stream=True, end_headers=True)
