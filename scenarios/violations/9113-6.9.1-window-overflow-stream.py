"""A stream's window is made larger than a window may be.

In the middle of an upload, twice 2^31-1 octets of credit on its stream. Then there is room for
all of it, and a response.

A good client resets the stream with FLOW_CONTROL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/6.9.1/window-overflow-stream
Level: MUST
Requires: A stream's window that would exceed 2^31-1 octets is answered with RST_STREAM
FLOW_CONTROL_ERROR.
Needs: post 100000
Strict: SE(FLOW_CONTROL_ERROR)

RFC 9113 6.9.1, 5.4.2
Tags: check, window-update, flow-control, upload
"""

from h2craft.case import canary, let_go, stop_uploads, violation


def handle_opening(connection):
    stop_uploads(connection)


def handle_headers(frame, request, response):
    with violation(response, opened=False, rest=None) as writer, writer.together():
        writer.write_window_update(2**31 - 1)
        writer.write_window_update(2**31 - 1)
    let_go(response)


def main(request, response):
    canary(response, head=True)
