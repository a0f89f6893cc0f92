"""INITIAL_WINDOW_SIZE of a mebioctet, and a connection window of 65,535.

The connection's window is raised when the upload has stopped.

A good client sends 65,535 octets in all, and waits for WINDOW_UPDATE on the connection.

Case: A/6.9.2/settings-leave-connection-window
Level: MUST
Requires: SETTINGS change the windows of streams and never the connection's.
Needs: post 90000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9.2, 6.9.1
Tags: check, flow-control, upload, settings
"""

from h2craft.case import expect, reaction, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet([("INITIAL_WINDOW_SIZE", 1 << 20)], usual=False)


def handle_headers(frame, request, response):
    octets = uploaded(response, 65_535)
    reaction(response)
    octets += uploaded(response)
    expect(response, octets <= 65_535, "no more than 65,535 octets until the connection has room")
    response.writer.write_window_update(100_000, stream_id=0)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
