"""Received DATA and the credit for it: the way past h2 that an upload takes.

DATA on a stream where it is lawful changes nothing but windows (see `inflow`) and, at its end, the
stream's state; only that, as an empty frame, is shown to h2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.endpoint import connectionerror, events, replies
from h2craft.endpoint.crafting import data_shell, frame, unpadded
from h2craft.endpoint.events import Event
from h2craft.endpoint.inflow import Inflow
from h2craft.wire import END_STREAM, PADDED, ErrorCode, FrameType

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint


def receive(endpoint: Endpoint, octets: bytes, seq: int, now: float, happened: list[Event]) -> bool:
    """Take a DATA frame. False where h2 has to judge its shell: a wrong stream, a wrong time."""
    lawful, inflows = endpoint.lawful, endpoint.inflows
    length = len(octets) - 9
    stream_id = int.from_bytes(octets[5:9], "big") & 0x7FFFFFFF
    if not lawful.may_receive_data(stream_id):
        # Nobody will consume it, but the connection's window is everybody's (6.9).
        inflows.connection.room -= length
        if lawful.h2.streams.get(stream_id) is not None:
            inflows.stray(stream_id, length)
        _give_back(endpoint, 0, inflows.connection, length, seq, now)
        return False
    flags = octets[4]
    data = unpadded(octets) if flags & PADDED else octets[9:]
    if data is None:
        inflows.received(stream_id, length)
        reason = "the padding of DATA leaves no room for its payload"
        connectionerror.give_up(endpoint, reason, ErrorCode.PROTOCOL_ERROR, "6.1", seq, now)
        return True
    overrun = inflows.received(stream_id, length)
    if overrun is not None and endpoint.judge.overrun(overrun, stream_id, seq, now, happened):
        return True
    ended = None
    if flags & END_STREAM:
        lawful.feed(data_shell(octets), seq)
        inflows.end(stream_id)
        ended = events.StreamEnded(stream_id)
    event = events.DataReceived(stream_id, data, length, ended, seq)
    endpoint.judge.received(event, now, happened)
    return True


def credit(endpoint: Endpoint, stream_id: int, octets: int, now: float) -> None:
    """Consumed octets go back to the peer: to the connection, and to the stream while it lasts."""
    _give_back(endpoint, 0, endpoint.inflows.connection, octets, 0, now)
    window = endpoint.inflows.streams.get(stream_id)  # none once the peer has ended the stream
    if window is not None:
        _give_back(endpoint, stream_id, window, octets, 0, now)


def acknowledged(endpoint: Endpoint, seq: int, now: float) -> None:
    """Our SETTINGS are in force: what is consumed may be enough for the windows they have made.

    A peer that used up the default window before it read our smaller one waits for this.
    """
    endpoint.ours.settle()
    endpoint.inflows.acknowledged()
    for stream_id, window in endpoint.inflows.streams.items():
        _give_back(endpoint, stream_id, window, 0, seq, now)


def _give_back(
    endpoint: Endpoint, stream_id: int, window: Inflow, octets: int, cause: int, now: float
) -> None:
    increment = window.give_back(octets)
    if increment:
        payload = increment.to_bytes(4, "big")
        replies.automatic(
            endpoint, frame(FrameType.WINDOW_UPDATE, 0, stream_id, payload), cause, now
        )
