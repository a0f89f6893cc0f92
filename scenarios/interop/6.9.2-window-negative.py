"""SETTINGS make the window of an upload negative.

65,535 octets have come; INITIAL_WINDOW_SIZE becomes 1,000, which leaves -64,535. Credit for
64,000 leaves -535, credit for 535 leaves 0, and then there is more.

A good client keeps count below zero, sends nothing at 0 and below, and goes on above.

Case: A/6.9.2/window-negative
Level: MUST
Requires: A window may become negative by SETTINGS; nothing is sent until WINDOW_UPDATE has made
it positive.
Needs: post 70000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9.2
Tags: check, star, flow-control, upload, settings
"""

from h2craft.case import expect, reaction, settled, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False, connection_window=1_000_000)


def handle_headers(frame, request, response):
    writer = response.writer
    sent = uploaded(response, 65_535)
    settled(response, {"INITIAL_WINDOW_SIZE": 1_000})
    sent += uploaded(response)
    for credit in (sent - 1_000 - 535, 535):
        writer.write_window_update(credit)
        reaction(response)
        expect(response, uploaded(response) == 0, "nothing is sent while the window is not above 0")
    writer.write_window_update(50_000)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
