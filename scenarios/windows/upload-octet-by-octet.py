"""An upload has a window of one octet, fifty times over.

INITIAL_WINDOW_SIZE=0 stops the upload that is under way; then come fifty WINDOW_UPDATEs of 1,
each when the octet before has arrived; then the window is opened wide.

A good client sends a DATA frame of one octet for each, and neither waits for a larger window
nor sends more than it has.

RFC 9113 6.9, 6.9.1
Tags: flow-control, windows, upload, tiny, interop
Needs: a body of 300,000 octets
"""

import contextlib


def stop(writer, stream_id):
    """Take the window from an upload that has begun; how many octets of it had been sent."""
    wanted = f"type:DATA stream:{stream_id}"
    octets = len(writer.wait_for(wanted, timeout=10).octets) - 9
    writer.settle({"INITIAL_WINDOW_SIZE": 0})
    with contextlib.suppress(TimeoutError):
        while True:
            octets += len(writer.wait_for(wanted, timeout=0).octets) - 9
    return octets


def handle_headers(frame, request, response):
    writer = response.writer
    writer.policy(window_update="drop")
    writer.write_window_update(1_000_000, stream_id=0)  # the connection's is not in the way
    writer.write_window_update(stop(writer, request.h2_stream_id))  # 0, from below
    for _ in range(50):
        writer.write_window_update(1)
        writer.wait_for(f"type:DATA stream:{request.h2_stream_id} len:1", timeout=10)
    writer.policy(window_update="send")
    writer.write_window_update(1_000_000)


def main(request, response):
    return f"{len(request.body)} octets arrived\n"
