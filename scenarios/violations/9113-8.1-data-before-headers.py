"""DATA as the first frame of a response.

DATA on the request's stream, and only then the response's head and the rest of its body.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/data-before-headers
Level: MUST
Requires: A response begins with HEADERS; anything else is malformed, which is a stream error
of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1, 8.1.1, 5.4.2
Tags: check, star, data, malformed
"""

from h2craft.case import FIRST, violation


def main(request, response):
    with violation(response, opened=False, head=True) as writer:
        writer.write_raw_data_frame(FIRST)
