"""An upload that gets an octet of window at a time.

The windows of streams begin at 0. Ten thousand times one octet more, then all that is needed.

A good client sends what it may, in frames that are not much larger than what they carry, or gives
the request up.

Case: C/window-dribble
Level: SHOULD
Requires: Use of small window updates is tracked and limited where it is excessive; what is kept
for a peer stays bounded.
Needs: post 1000000
Strict: BOUND

RFC 9113 10.5, 6.9
Tags: check, upload, flow-control
"""

from h2craft.case import mark, whole

TIMES = 10_000


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet({"INITIAL_WINDOW_SIZE": 0})


def handle_headers(frame, request, response):
    mark(response, "violation")
    for _ in range(TIMES):
        response.writer.write_window_update(1)
    mark(response, "violated")
    response.writer.write_window_update(1 << 24)
    response.writer.write_window_update(1 << 24, stream_id=0)


def main(request, response):
    whole(response)
