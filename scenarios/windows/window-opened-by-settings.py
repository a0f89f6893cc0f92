"""An upload is stopped and let go by SETTINGS alone.

INITIAL_WINDOW_SIZE=0 takes the window away from the upload that is under way,
INITIAL_WINDOW_SIZE of a million gives it back. The stream gets no WINDOW_UPDATE in between.

A good client corrects the windows of its open streams by the difference of each change, stops,
and goes on when the second one makes the window positive.

RFC 9113 6.9.2
Tags: flow-control, windows, upload, settings, interop
Needs: a body of 300,000 octets
"""


def handle_headers(frame, request, response):
    writer = response.writer
    writer.policy(window_update="drop")
    writer.settle({"INITIAL_WINDOW_SIZE": 0})
    writer.barrier()  # it stands still
    writer.settle({"INITIAL_WINDOW_SIZE": 1_000_000})
    writer.policy(window_update="send")
    writer.write_window_update(1_000_000, stream_id=0)  # which SETTINGS leave alone


def main(request, response):
    return f"{len(request.body)} octets arrived\n"
