"""WINDOW_UPDATE of nothing for the connection.

Half a body, then WINDOW_UPDATE on stream 0 with an increment of 0.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.9/window-update-zero-connection
Level: MUST
Requires: An increment of 0 on stream 0 is a connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.9, 5.4.1
Tags: check, window-update, flow-control
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_window_update(0, 0)
