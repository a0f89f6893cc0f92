"""WINDOW_UPDATE of nothing for a stream.

In the middle of an upload, WINDOW_UPDATE on its stream with an increment of 0. Then there is
room for all of it, and a response.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/6.9/window-update-zero-stream
Level: MUST
Requires: An increment of 0 on a stream is a stream error of type PROTOCOL_ERROR.
Needs: post 100000
Strict: SE(PROTOCOL_ERROR)

RFC 9113 6.9, 5.4.2
Tags: check, star, window-update, flow-control, upload
"""

from h2craft.case import canary, let_go, stop_uploads, violation


def handle_opening(connection):
    stop_uploads(connection)


def handle_headers(frame, request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_window_update(0)
    let_go(response)


def main(request, response):
    canary(response, head=True)
