"""Frames of the journal as one flush that says them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.actions import Data, Door, Send, SendOctets
from h2craft.trace import Kind, Origin
from h2craft.tui.widgets.duplicating import duplicates


def test_no_record_is_nothing(session_of: Callable[..., Any]) -> None:
    assert duplicates(session_of().reader, []) is None


def test_one_frame_goes_by_the_wire_door(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened(2)
    seq = talk.data(1, b"x", end=True, connection=2)
    made = duplicates(session_of(talk).reader, [seq])
    frame = Data(stream_id=1, data=b"x", end_stream=True)
    assert made == (2, Send(frames=(frame,), door=Door.WIRE))


def test_several_frames_are_one_flush(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened()
    head, body = talk.response(), talk.data()
    made = duplicates(session_of(talk).reader, [head, body])
    assert isinstance(made, tuple)
    connection, action = made
    assert connection == 1
    assert isinstance(action, Send)
    assert [type(frame).__name__ for frame in action.frames] == ["Headers", "Data"]
    assert action.door is Door.WIRE


def test_what_is_no_frame_is_left_out(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened()
    body = talk.data()
    talk(Kind.PRINTED, origin=Origin.SCRIPT, detail={"stream": 1, "text": "hello"})
    made = duplicates(session_of(talk).reader, [body, body + 1])
    assert isinstance(made, tuple)
    assert isinstance(made[1], Send)
    assert len(made[1].frames) == 1


def test_what_cannot_be_sent_says_why(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened(1)
    talk.opened(2)
    words = talk(Kind.PRINTED, detail={"text": "x"})
    other = talk.data(connection=2)
    frame = talk.data()
    octets = talk(Kind.OCTETS_SENT, b"abc", origin=Origin.HAND)
    reader = session_of(talk).reader
    assert duplicates(reader, [words]) == "That is no frame, and nothing that could be sent again."
    assert "several connections" in str(duplicates(reader, [other, frame]))
    assert "not one flush" in str(duplicates(reader, [frame, octets]))


def test_octets_stay_octets(talk: Any, session_of: Callable[..., Any]) -> None:
    talk.opened()
    seqs = [talk(Kind.OCTETS_SENT, part, origin=Origin.HAND) for part in (b"ab", b"c")]
    assert duplicates(session_of(talk).reader, seqs) == (1, SendOctets(octets=b"abc"))
