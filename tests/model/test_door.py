"""What h2 was not told, and where it is when the wire is elsewhere."""

from __future__ import annotations

from typing import Any

import hyperframe.frame as hf
import pytest

from h2craft.model import Reading, StreamState
from h2craft.trace import Kind, Origin, Record

GET = ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))


@pytest.fixture
def by_wire(talk: Any) -> Any:
    """`by_wire(frame, step=..., h2=...)`: a frame of ours through the wire door."""

    def say(frame: hf.Frame | bytes, kind: Kind = Kind.FRAME_SENT, **detail: Any) -> Reading:
        octets = frame if isinstance(frame, bytes) else frame.serialize()
        seq = talk.peer.ping().record.seq + 1
        told = Record(seq, 1.0, 1, kind, octets, 0, Origin.HAND, {"door": "wire", **detail})
        return talk.connection.fold(told)

    return say


def ending(stream_id: int = 1) -> hf.Frame:
    return hf.DataFrame(stream_id, b"x", flags=["END_STREAM"])


def test_a_stream_remembers_the_last_frame_h2_was_not_told_of(talk: Any, by_wire: Any) -> None:
    talk.peer.headers(1)
    said = by_wire(ending(), step="h2 was not informed", h2="open")
    stream = talk.connection.stream(1)
    assert (stream.out_of_step, stream.out_of_step_seq) == ("h2 was not informed", said.record.seq)
    assert (stream.state, stream.h2_state) == (StreamState.HALF_CLOSED_LOCAL, StreamState.OPEN)
    assert talk.connection.out_of_step == ""


def test_what_h2_was_told_leaves_no_mark(talk: Any, by_wire: Any) -> None:
    talk.peer.headers(1)
    by_wire(ending())
    stream = talk.connection.stream(1)
    assert (stream.out_of_step, stream.h2_state) == ("", None)


def test_h2_goes_on_by_the_frames_that_come_and_may_catch_up(talk: Any, by_wire: Any) -> None:
    talk.peer.headers(1)
    by_wire(ending(), step="h2 was not informed", h2="open")
    stream = talk.connection.stream(1)
    talk.peer.data(1, b"", end=True)
    assert (stream.state, stream.h2_state) == (StreamState.CLOSED, StreamState.HALF_CLOSED_REMOTE)
    talk.us.data(1, b"", end=True)  # on the wire it is too late, h2 ends with it
    assert (stream.state, stream.h2_state) == (StreamState.CLOSED, None)
    assert stream.out_of_step


def test_a_promise_h2_does_not_know(talk: Any, by_wire: Any) -> None:
    talk.peer.headers(1)
    promise = hf.PushPromiseFrame(1, 2, talk.us.encoder.encode(GET), flags=["END_HEADERS"])
    by_wire(promise, step="h2 was not informed", h2="open", h2_promised="idle")
    promised = talk.connection.stream(2)
    assert (promised.state, promised.h2_state) == (StreamState.RESERVED_LOCAL, StreamState.IDLE)
    assert promised.out_of_step and talk.connection.stream(1).h2_state is None


def test_the_connection_has_its_own(talk: Any, by_wire: Any) -> None:
    said = by_wire(hf.SettingsFrame(0), step="h2 was not informed")
    connection = talk.connection
    assert (connection.out_of_step, connection.out_of_step_seq) == (
        "h2 was not informed",
        said.record.seq,
    )
    talk.peer.headers(1)
    by_wire(hf.HeadersFrame(1, b"\x88", flags=["END_HEADERS"]), hpack="the tables differ")
    assert connection.out_of_step == "HPACK: the tables differ"


def test_what_h2_keeps_no_state_of_is_never_out_of_step(talk: Any, by_wire: Any) -> None:
    by_wire(hf.PingFrame(0, bytes(8)), step="h2 was not informed")
    assert not talk.connection.out_of_step


def test_a_reset_that_is_held_is_one_h2_believes_it_has_sent(talk: Any, by_wire: Any) -> None:
    talk.peer.headers(1)
    by_wire(hf.RstStreamFrame(1), Kind.FRAME_HELD, h2="closed")
    stream = talk.connection.stream(1)
    assert (stream.state, stream.h2_state) == (StreamState.OPEN, StreamState.CLOSED)
    talk.us.reset(1)
    assert (stream.state, stream.h2_state) == (StreamState.CLOSED, None)


def test_a_state_nobody_knows_says_nothing(talk: Any, by_wire: Any) -> None:
    talk.peer.headers(1)
    by_wire(ending(), step="why", h2={"odd": 1})
    by_wire(ending(77), step="why", h2="open")
    assert talk.connection.stream(1).h2_state is None
