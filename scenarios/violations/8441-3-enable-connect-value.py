"""ENABLE_CONNECT_PROTOCOL=2.

Half a body, then SETTINGS with a value that the setting does not have.

A good client that knows extended CONNECT closes the connection with GOAWAY PROTOCOL_ERROR; one
that does not ignores an unknown setting.

Case: 8441/3/enable-connect-value
Level: MUST
Requires: ENABLE_CONNECT_PROTOCOL is 0 or 1. A client that does not know it ignores it.
Strict: OK or CE(PROTOCOL_ERROR)

RFC 8441 3, RFC 9113 6.5.2
Tags: check, settings, connect
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"ENABLE_CONNECT_PROTOCOL": 2})
