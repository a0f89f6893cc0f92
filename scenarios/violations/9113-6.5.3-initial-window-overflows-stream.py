"""SETTINGS that make a stream's window larger than a window may be.

An upload has used up its window. WINDOW_UPDATE makes that 2^31-1 octets, the most there can
be; INITIAL_WINDOW_SIZE=100000 adds 34,465 to it. Then there is room for all of the upload, and
a response.

A good client closes the connection with GOAWAY FLOW_CONTROL_ERROR and reports the request as
failed.

Case: 9113/6.5.3/initial-window-overflows-stream
Level: MUST
Requires: A change of INITIAL_WINDOW_SIZE that makes any window exceed 2^31-1 octets is a
connection error of type FLOW_CONTROL_ERROR.
Needs: post 200000
Strict: CE(FLOW_CONTROL_ERROR)

RFC 9113 6.9.2, 6.5.2, 5.4.1
Tags: check, settings, flow-control, upload
"""

from h2craft.case import canary, let_go, stop_uploads, uploaded, violation

WINDOW = 65_535


def handle_opening(connection):
    stop_uploads(connection)


def handle_headers(frame, request, response):
    left = WINDOW - uploaded(response, WINDOW)
    with violation(response, opened=False, rest=None) as writer, writer.together():
        writer.write_window_update(2**31 - 1 - left)
        writer.write_settings({"INITIAL_WINDOW_SIZE": 100_000})
    let_go(response)


def main(request, response):
    canary(response, head=True)
