"""DATA in the answer to HEAD.

The head of a response, and a body that a response to HEAD never has.

A good client resets the stream, or throws the octets away; what it never does is to give them
to its application.

Case: D/8.1.1/head-with-data
Level: MUST
Requires: A response to HEAD has no content: DATA there is malformed, and never the body of
anything.
Needs: head
Strict: SE(PROTOCOL_ERROR) or OK

RFC 9110 9.3.2, RFC 9113 8.1.1
Tags: check, head
"""

from h2craft.case import violation


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "200")], end_headers=True)
    with violation(response, opened=False, rest=None):
        writer.write_raw_data_frame("no content at all\n", end_stream=True)
