"""ENABLE_CONNECT_PROTOCOL=1, and later 0.

Half a body, then SETTINGS that allow extended CONNECT, and SETTINGS that forbid it again,
which a server must not do.

A good client closes the connection with GOAWAY PROTOCOL_ERROR, or goes on.

Case: 8441/3/enable-connect-withdrawn
Level: MUST NOT
Requires: A sender that has said 1 must not say 0 later; nothing is said of the receiver.
Strict: OK or CE(PROTOCOL_ERROR)

RFC 8441 3
Tags: check, settings, connect
"""

from h2craft.case import settled, violation


def main(request, response):
    with violation(response) as writer:
        settled(writer, {"ENABLE_CONNECT_PROTOCOL": 1})
        writer.write_settings({"ENABLE_CONNECT_PROTOCOL": 0})
