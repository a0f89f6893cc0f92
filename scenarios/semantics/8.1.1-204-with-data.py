"""DATA after 204.

204 (No Content) without END_STREAM, and then there is some.

A good client resets the stream, or throws the octets away; what it never does is to give them
to its application.

Case: D/8.1.1/204-with-data
Level: MUST
Requires: A response with status 204 has no content: DATA there is malformed, and never the body
of anything.
Strict: SE(PROTOCOL_ERROR) or OK

RFC 9110 15.3.5, RFC 9113 8.1.1
Tags: check, no-content
"""

from h2craft.case import violation


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "204")], end_headers=True)
    with violation(response, opened=False, rest=None):
        writer.write_raw_data_frame("no content at all\n", end_stream=True)
