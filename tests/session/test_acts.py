"""What was done and what became of it, from the records."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Data, Door, Note, Send, SendOctets
from h2craft.client import Result
from h2craft.session import acts as module
from h2craft.session.acts import Acts, python_lines, refusal_of
from h2craft.trace import Kind, Origin, Record

DATA = Send(frames=(Data(stream_id=3, data=b"x", end_stream=True),), door=Door.WIRE)


def fired(seq: int, action: Any = DATA, origin: Origin = Origin.HAND) -> Record:
    return Record(seq, seq / 10, 1, Kind.ACTION_FIRED, b"", 0, origin, action)


def refused(seq: int, cause: int) -> Record:
    detail = {"reason": "closed \x1b", "section": "5.1"}
    return Record(seq, seq / 10, 1, Kind.ACTION_REFUSED, b"", cause, Origin.HAND, detail)


def test_acts_by_hand_are_kept_with_where_and_when() -> None:
    acts = Acts()
    acts.fold([fired(4)])
    (act,) = acts.shown(scripts=False)
    assert (act.connection, act.stream_id, act.at, act.refused) == (1, 3, 0.4, "")


def test_a_refusal_is_that_of_its_act() -> None:
    acts = Acts()
    acts.fold([fired(4), fired(5), refused(6, 4)])
    first, second = acts.shown(scripts=False)
    assert first.refused == "closed \\x1b 5.1" and second.refused == ""


def test_what_scripts_do_is_shown_if_wanted_in_the_order_of_time() -> None:
    acts = Acts()
    acts.fold([fired(4), fired(5, origin=Origin.SCRIPT), fired(6)])
    assert [act.seq for act in acts.shown(scripts=False)] == [4, 6]
    assert [act.seq for act in acts.shown(scripts=True)] == [4, 5, 6]


def test_other_records_and_what_is_no_action_change_nothing() -> None:
    acts = Acts()
    acts.fold([fired(4, "no action"), fired(5, origin=Origin.AUTOMATIC), refused(6, 99)])
    acts.fold([Record(7, 0.7, 1, Kind.NOTED)])
    assert acts.version == 0


def test_as_many_are_kept_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    acts = Acts()
    acts.fold(fired(seq) for seq in range(1, 9))
    assert [act.seq for act in acts.shown(scripts=False)] == [6, 7, 8]


def test_what_was_fired_is_known_with_its_body() -> None:
    acts = Acts()
    hollow = Send(frames=(Data(stream_id=3, elided=1),), door=Door.WIRE)
    acts.fold([fired(4, hollow)])
    (act,) = acts.shown(scripts=False)
    assert act.hollow
    acts.fired(1, (DATA,), Result(accepted=True, seq=4), 1.0)
    assert act.action == DATA and not act.hollow


def test_what_never_reached_a_connection_is_an_act_all_the_same() -> None:
    acts = Acts()
    refusal = Result(accepted=False, reason="no connection is selected")
    acts.fired(0, (DATA,), refusal, 2.5)
    acts.fired(0, (), refusal, 2.5)
    (act,) = acts.shown(scripts=False)
    assert (act.refused, act.at) == ("no connection is selected", 2.5)


def test_an_act_is_the_python_it_stands_for() -> None:
    (line,) = python_lines(DATA)
    assert line == "response.writer.write_raw_data_frame(b'x', end_stream=True)" or "raw" in line
    assert python_lines(Note(text="\x1b\u202e"))[0].isprintable()
    assert python_lines(SendOctets(octets=b"\x00\xff"))[0].isprintable()


def test_a_frame_on_stream_0_names_it_as_no_script_runs_there() -> None:
    (line,) = python_lines(Send(frames=(Data(stream_id=0, data=b"x"),), door=Door.WIRE))
    assert line == "response.writer.write_raw_data_frame(b'x', stream_id=0)"


def test_what_python_cannot_say_is_shown_as_it_is() -> None:
    odd: Any = Send(frames=(Data(stream_id="three", data=object()),))  # type: ignore[arg-type]
    assert all(line.isprintable() for line in python_lines(odd))


def test_a_refusal_names_the_document_of_its_section() -> None:
    assert refusal_of("no\x1b", "5.1") == "no\\x1b (RFC 9113 5.1)"
    assert refusal_of("", "7838 4") == "refused (RFC 7838 4)"
    assert refusal_of("no", "") == "no"
