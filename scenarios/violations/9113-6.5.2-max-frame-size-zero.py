"""MAX_FRAME_SIZE=0, and another request to come.

Half a body, then SETTINGS with MAX_FRAME_SIZE=0, which leaves no room for any header block; so
for each request.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed. Whoever goes on regardless does not cut its next request into pieces of nothing, for
ever.

Case: 9113/6.5.2/max-frame-size-zero
Level: MUST
Requires: MAX_FRAME_SIZE is between 16,384 and 16,777,215; any other value is a connection
error of type PROTOCOL_ERROR.
Needs: requests 2
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.5.2, 5.4.1
Tags: check, settings, frame-size
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"MAX_FRAME_SIZE": 0})
