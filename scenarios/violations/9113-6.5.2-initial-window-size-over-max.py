"""INITIAL_WINDOW_SIZE above 2^31-1.

Half a body, then SETTINGS with INITIAL_WINDOW_SIZE 2^31, or 2^32-1.

A good client closes the connection with GOAWAY FLOW_CONTROL_ERROR and reports the request as
failed.

Case: 9113/6.5.2/initial-window-size-over-max
Level: MUST
Requires: INITIAL_WINDOW_SIZE above 2^31-1 is a connection error of type FLOW_CONTROL_ERROR.
Strict: CE(FLOW_CONTROL_ERROR)
Variants: one-more, largest

RFC 9113 6.5.2, 5.4.1
Tags: check, star, settings, flow-control
"""

from h2craft.case import chosen, violation

SIZES = {"one-more": 2**31, "largest": 2**32 - 1}


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"INITIAL_WINDOW_SIZE": chosen(request, SIZES)})
