"""An upload is stopped by a window of 0, and let go by WINDOW_UPDATE a second later.

INITIAL_WINDOW_SIZE=0 takes the window away from the upload that is under way; no credit is
given for a second, then a million octets.

A good client sends nothing of the body after its SETTINGS ACK, still answers PINGs and other
frames, and goes on with WINDOW_UPDATE where it had stopped.

RFC 9113 6.9.1, 6.9.2
Tags: flow-control, windows, upload, settings, interop
Needs: a body of 300,000 octets
"""

import time


def handle_headers(frame, request, response):
    writer = response.writer
    writer.policy(window_update="drop")
    writer.settle({"INITIAL_WINDOW_SIZE": 0})
    time.sleep(1)
    writer.policy(window_update="send")
    writer.write_window_update(1_000_000, stream_id=0)
    writer.write_window_update(1_000_000)


def main(request, response):
    return f"{len(request.body)} octets arrived\n"
