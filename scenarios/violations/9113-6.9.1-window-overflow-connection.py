"""The connection's window is made larger than a window may be.

Half a body, then twice 2^31-1 octets of credit on stream 0.

A good client closes the connection with GOAWAY FLOW_CONTROL_ERROR and reports the request as
failed; it does not stand still.

Case: 9113/6.9.1/window-overflow-connection
Level: MUST
Requires: A connection window that would exceed 2^31-1 octets is answered with GOAWAY
FLOW_CONTROL_ERROR.
Strict: CE(FLOW_CONTROL_ERROR)

RFC 9113 6.9.1, 5.4.1
Tags: check, star, window-update, flow-control
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer, writer.together():
        writer.write_window_update(2**31 - 1, 0)
        writer.write_window_update(2**31 - 1, 0)
