"""An upload that gets an octet of window at a time.

When the window is used up the stream gets one octet more ten thousand times, and then all that is
needed.

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

from h2craft.case import let_go, mark, missing, stop_uploads, uploaded, whole

USUAL_WINDOW = 65_535
TIMES = 10_000


def handle_opening(connection):
    stop_uploads(connection)


def handle_headers(frame, request, response):
    writer = response.writer
    if uploaded(response, USUAL_WINDOW) < USUAL_WINDOW:
        missing(response, "an upload that uses its window up")
    writer.write_window_update(1 << 20, stream_id=0)
    mark(response, "violation")
    for _ in range(TIMES):
        writer.write_window_update(1)
    mark(response, "violated")
    let_go(response)


def main(request, response):
    whole(response)
