"""A window of one octet, forty times over.

INITIAL_WINDOW_SIZE is 1. What was sent before the client had read that is credited, so that its
window is 1 again; then it gets one octet each time one has come, and in the end enough.

A good client sends DATA of one octet whenever there is room for it, and ends.

Case: A/6.9/tiny-windows
Level: MUST
Requires: DATA is never longer than the smaller of both windows, however small that is.
Needs: post 66000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9, 6.9.1
Tags: check, flow-control, upload, settings
"""

from h2craft.case import expect, reaction, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet([("INITIAL_WINDOW_SIZE", 1)], usual=False, connection_window=1_000_000)


def handle_headers(frame, request, response):
    octets = uploaded(response, 1)
    reaction(response)  # the client has our SETTINGS
    octets += uploaded(response)
    for _ in range(40):
        response.writer.write_window_update(octets or 1)
        octets = uploaded(response, 1)
        if octets != 1:
            break
    expect(response, octets == 1, "one octet at a time, forty times")
    response.writer.write_window_update(100_000)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
