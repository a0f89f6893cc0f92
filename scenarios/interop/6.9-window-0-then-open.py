"""INITIAL_WINDOW_SIZE of 0, and a window a second later.

More than the 65,535 octets cannot have been sent before the client has read that; for the rest
there is no room until WINDOW_UPDATE makes it.

A good client waits for WINDOW_UPDATE, and then sends its body.

Case: A/6.9/window-0-then-open
Level: MUST
Requires: A stream may have a window of 0, or less: DATA waits for WINDOW_UPDATE then.
Needs: post 66000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9, 6.9.2
Tags: check, flow-control, upload, settings, slow
"""

import time

from h2craft.case import expect, reaction, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet([("INITIAL_WINDOW_SIZE", 0)], usual=False, connection_window=1_000_000)


def handle_headers(frame, request, response):
    reaction(response)  # the client has our SETTINGS
    early = uploaded(response)
    time.sleep(1)
    reaction(response)
    expect(response, uploaded(response) == 0, "nothing is sent while there is no window")
    response.writer.write_window_update(early + 100_000)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
