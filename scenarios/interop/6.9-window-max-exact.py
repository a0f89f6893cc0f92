"""WINDOW_UPDATE that makes both windows exactly 2,147,483,647.

When 65,535 octets have come and both windows are empty.

A good client goes on: this is the largest window there is, and no error.

Case: A/6.9/window-max-exact
Level: MUST
Requires: A window may be as large as 2^31-1 octets.
Needs: post 100000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9.1
Tags: check, flow-control, upload
"""

from h2craft.case import uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_headers(frame, request, response):
    room = 65_535 - uploaded(response, 65_535)
    response.writer.write_window_update(2**31 - 1 - room, stream_id=0)
    response.writer.write_window_update(2**31 - 1 - room)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
