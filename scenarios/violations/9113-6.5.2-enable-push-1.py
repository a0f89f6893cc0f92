"""A server that says ENABLE_PUSH=1.

Half a body, then SETTINGS with ENABLE_PUSH=1. RFC 7540 had nothing against it; RFC 9113 has.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.5.2/enable-push-1
Level: MUST
Requires: A server has nothing to enable: ENABLE_PUSH with any value but 0 from a server is a
connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.5.2, 5.4.1
Tags: check, star, settings, push
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"ENABLE_PUSH": 1})
