"""SETTINGS with ACK where nothing is to be acknowledged.

Half a body; the client's SETTINGS have been acknowledged, and are once more.

A good client ignores it, or closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/6.5/settings-ack-unsolicited
Level: rob
Requires: No rule says what an acknowledgement too many is; whoever takes it for an error says
which.
Strict: OK or CE(PROTOCOL_ERROR)

RFC 9113 6.5.3
Tags: check, settings
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings(ack=True)
