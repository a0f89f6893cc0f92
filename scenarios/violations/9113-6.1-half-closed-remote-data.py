"""DATA after END_STREAM, while the upload goes on.

Two uploads that have come to a stop. The first gets a complete response, and then DATA on its
stream; the second keeps the connection in use.

A good client resets the stream with STREAM_CLOSED, or closes the connection with it; the other
upload goes on where the connection does.

Case: 9113/6.1/half-closed-remote-data
Level: MUST
Requires: After END_STREAM nothing but WINDOW_UPDATE, PRIORITY and RST_STREAM may come on a
stream that the client still sends on; anything else is a stream error of type STREAM_CLOSED.
Needs: post 200000, parallel 2
Strict: SE(STREAM_CLOSED)

RFC 9113 6.1, 5.1, 5.4.2
Tags: check, data, closed, upload
"""

from h2craft.case import (
    Meeting,
    canary,
    let_go,
    missing,
    stop_uploads,
    violation,
    was_reset,
    whole,
)

BOTH = Meeting(2)


def handle_opening(connection):
    stop_uploads(connection)


def handle_headers(frame, request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        whole(response, stream_id=first)
        with violation(response, opened=False, rest=None) as writer:
            if was_reset(writer, first):
                missing(writer, "an upload that goes on though its response is complete")
            else:
                writer.write_raw_data_frame("and more\n", first)
        let_go(response, first)


def main(request, response):
    if request.h2_stream_id == BOTH.leader:
        canary(response, head=True)
