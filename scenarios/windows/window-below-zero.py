"""SETTINGS make an upload's window negative, and WINDOW_UPDATE brings it back by the octet.

INITIAL_WINDOW_SIZE=0 while the upload is under way leaves a window below zero by what was sent.
Credit for exactly that makes it 0, one octet more allows one octet, then it is opened wide.

A good client keeps count below zero, sends nothing at 0 and below, one octet at 1, and the rest
in the end.

RFC 9113 6.9.2
Tags: flow-control, windows, upload, settings, interop
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
    writer.barrier()  # nothing may come
    writer.write_window_update(1)
    writer.wait_for(f"type:DATA stream:{request.h2_stream_id} len:1", timeout=10)
    writer.policy(window_update="send")
    writer.write_window_update(1_000_000)


def main(request, response):
    return f"{len(request.body)} octets arrived\n"
