"""ENABLE_PUSH=2.

Half a body, then SETTINGS with ENABLE_PUSH=2, which nobody may send.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.5.2/enable-push-2
Level: MUST
Requires: ENABLE_PUSH is 0 or 1; any other value is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.5.2, 5.4.1
Tags: check, settings, push
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"ENABLE_PUSH": 2})
