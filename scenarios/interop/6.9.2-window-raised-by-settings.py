"""An upload that has used its window up is let go by SETTINGS alone.

65,535 octets have come; INITIAL_WINDOW_SIZE becomes 200,000. The stream has no WINDOW_UPDATE;
the connection has room from the beginning.

A good client adds the difference to the window of its stream, and goes on.

Case: A/6.9.2/window-raised-by-settings
Level: MUST
Requires: A change of INITIAL_WINDOW_SIZE changes the windows of all open streams by the
difference.
Needs: post 90000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9.2
Tags: check, star, flow-control, upload, settings
"""

from h2craft.case import reaction, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False, connection_window=1_000_000)


def handle_headers(frame, request, response):
    uploaded(response, 65_535)
    reaction(response)  # it stands still
    response.writer.write_settings({"INITIAL_WINDOW_SIZE": 200_000})


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
