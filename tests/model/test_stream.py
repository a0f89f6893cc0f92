"""One stream and its two messages."""

from __future__ import annotations

from h2craft.model import Direction, Stream, StreamState, Who


def test_each_direction_has_its_message_and_window() -> None:
    stream = Stream(1, Who.PEER, received_window=10, sent_window=20)
    assert stream.message(Direction.RECEIVED).window is stream.received_window
    assert stream.message(Direction.SENT).window is stream.sent_window
    assert (stream.received_window.size, stream.sent_window.size) == (10, 20)


def test_it_is_active_while_open_or_half_closed() -> None:
    stream = Stream(1, Who.PEER, 0, 0)
    active = []
    for state in StreamState:
        stream.state = state
        if stream.active:
            active.append(state)
    assert active == ["open", "half-closed-local", "half-closed-remote"]


def test_its_name_says_its_state() -> None:
    assert repr(Stream(5, Who.US, 0, 0)) == "<Stream 5 idle>"
