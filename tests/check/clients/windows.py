"""What the peer lets us send: WINDOW_UPDATE, and the windows that SETTINGS change. RFC 9113 6.9."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
from frames import Frame
from rules import FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR, legal, off, refuse, reject
from stream import Stream

if TYPE_CHECKING:
    from streams import Streams


def window_update(streams: Streams, frame: Frame) -> None:
    stream_id = frame.stream_id
    if len(frame.payload) != 4:
        rule = "9113/6.9/window-update-length"
        refuse(FRAME_SIZE_ERROR, "WINDOW_UPDATE of a wrong length", rule)
        return
    if stream_id and streams.is_idle(stream_id):
        refuse(PROTOCOL_ERROR, "WINDOW_UPDATE on an idle stream", "9113/5.1/idle-window-update")
        return
    if stream_id in streams.pushes.reserved:
        rule = "9113/5.1/reserved-data"
        refuse(PROTOCOL_ERROR, "WINDOW_UPDATE on a reserved stream", rule)
        return
    increment = frames.word_at(frame.payload)
    if increment > frames.MAX_WINDOW:
        legal("A/6.9/reserved-bit-increment")
    increment &= frames.MAX_WINDOW
    if stream_id in streams.closed:
        legal("A/5.1/window-update-on-closed")
    elif stream_id:
        _stream_window(streams.live[stream_id], increment)
    else:
        _connection_window(streams, increment)


def _connection_window(streams: Streams, increment: int) -> None:
    if not increment:
        rule = "9113/6.9/window-update-zero-connection"
        refuse(PROTOCOL_ERROR, "WINDOW_UPDATE of 0", rule)
    if streams.send_window + increment > frames.MAX_WINDOW:
        rule = "9113/6.9.1/window-overflow-connection"
        refuse(FLOW_CONTROL_ERROR, "a window beyond 2^31-1", rule)
        return
    streams.send_window += increment
    if streams.send_window == frames.MAX_WINDOW:
        legal("A/6.9/window-max-exact")


def _stream_window(stream: Stream, increment: int) -> None:
    if not increment:
        reject(PROTOCOL_ERROR, "WINDOW_UPDATE of 0", "9113/6.9/window-update-zero-stream")
    if stream.send_window + increment > frames.MAX_WINDOW:
        rule = "9113/6.9.1/window-overflow-stream"
        reject(FLOW_CONTROL_ERROR, "a window beyond 2^31-1", rule)
        return
    stream.send_window += increment


def change_initial_window(streams: Streams, change: int) -> None:
    """6.9.2: of all streams; what is negative then stays so until it is credited."""
    for stream in streams.live.values():
        stream.send_window += change
        if stream.send_window > frames.MAX_WINDOW:
            rule = "9113/6.5.3/initial-window-overflows-stream"
            refuse(FLOW_CONTROL_ERROR, "a window beyond 2^31-1", rule)
            stream.send_window = frames.MAX_WINDOW
        if stream.send_window < 0 and off("A/6.9.2/window-negative"):
            stream.send_window = 0
