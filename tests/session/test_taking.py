"""The recording of what is done at an engine, from its one journal."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Data, Door, Field, Headers, Send
from h2craft.filter import compile
from h2craft.scenario import ScenarioError
from h2craft.session import Whose, recorded
from h2craft.trace import Kind, Origin


def head(stream_id: int = 1, *fields: tuple[str, str]) -> Send:
    named = (Field(b":status", b"200"), *(Field(n.encode(), v.encode()) for n, v in fields))
    return Send(frames=(Headers(stream_id=stream_id, fields=named),), door=Door.LAWFUL)


def body(text: bytes = b"hello", stream_id: int = 1) -> Send:
    return Send(frames=(Data(stream_id=stream_id, data=text, end_stream=True),), door=Door.LAWFUL)


def fire(talk: Any, action: Any, origin: Origin = Origin.HAND) -> int:
    return int(talk(Kind.ACTION_FIRED, origin=origin, detail=action))


def read_on(session: Any) -> None:
    while session.advance(1.0):
        pass


@pytest.fixture
def session(session_of: Any, talk: Any) -> Any:
    """Somebody has asked for /x, and nothing is done yet."""
    talk.opened()
    talk.request(1, "/x")
    made = session_of(talk)
    assert made.taking.on
    return made


def seqs(session: Any) -> list[int]:
    read_on(session)
    return [act.seq for act in session.taking.acts]


def test_acts_of_persons_and_of_scripts_are_kept(session: Any, talk: Any) -> None:
    first = fire(talk, head())
    talk.response(1, cause=first)
    second = fire(talk, body(), Origin.SCRIPT)
    assert seqs(session) == [first, second]
    assert len(session.taking) == 2
    assert session.taking.action(session.taking.acts[1]) == body()


def test_what_was_done_before_it_was_asked_for_is_not_in_it(session_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/x")
    fire(talk, head())
    session = session_of(talk, folded=False)
    assert not session.taking.acts
    now = fire(talk, body())
    assert seqs(session) == [now]


def test_requests_from_before_are_known_however_late_it_is_asked_for(
    session_of: Any, talk: Any
) -> None:
    talk.opened()
    talk.request(1, "/x")
    fire(talk, head())
    session = session_of(talk)  # all of it is folded
    assert not session.taking.acts
    fire(talk, body())
    read_on(session)
    [turn] = session.taking.score().turns
    assert (turn.stream_id, turn.path) == (1, b"/x")


def test_it_is_off_from_the_record_on_that_comes_next_however_late_that_is_read(
    session: Any, talk: Any
) -> None:
    taking = session.taking
    kept = fire(talk, head())
    taking.stop()
    fire(talk, body())
    assert not taking.on
    assert seqs(session) == [kept]
    taking.start()
    later = fire(talk, body())
    assert seqs(session) == [kept, later]


@pytest.mark.parametrize(("whose", "kept"), [(Whose.ALL, 2), (Whose.HAND, 1), (Whose.SCRIPT, 1)])
def test_only_persons_or_only_scripts_can_be_kept(
    session: Any, talk: Any, whose: Whose, kept: int
) -> None:
    session.taking.start(whose)
    fire(talk, head())
    fire(talk, body(), Origin.SCRIPT)
    assert len(seqs(session)) == kept
    wanted = {Whose.HAND: Origin.HAND, Whose.SCRIPT: Origin.SCRIPT}
    if whose in wanted:
        assert session.taking.acts[0].origin == wanted[whose]
    assert session.taking.whose is whose


def test_the_last_act_can_be_taken_out_and_all_of_them(session: Any, talk: Any) -> None:
    first, second = fire(talk, head()), fire(talk, body())
    assert seqs(session) == [first, second]
    assert session.taking.undo().seq == second
    assert seqs(session) == [first]
    assert session.taking.clear() == 1
    assert session.taking.undo() is None
    assert len(session.taking) == 0


@pytest.mark.parametrize("replies", [False, True])
def test_a_new_recording_has_nothing_of_the_one_before(
    session: Any, talk: Any, replies: bool
) -> None:
    talk.request(3, "/before")
    fire(talk, body())
    read_on(session)
    session.taking.clear()
    fire(talk, head())
    talk.request(5, "/after")
    read_on(session)
    score = session.taking.score(replies=replies)
    assert [turn.path for turn in score.turns] == [b"/x", b"/after"]
    assert [len(turn.acts) for turn in score.turns] == [1, 0]
    assert all(b"/before" not in str(one.meaning).encode() for one in score.said)


def test_a_new_recording_is_on_or_off_as_the_one_before(session: Any, talk: Any) -> None:
    session.taking.stop()
    read_on(session)
    session.taking.clear()
    fire(talk, head())
    assert seqs(session) == []
    session.taking.start()
    kept = fire(talk, body())
    assert seqs(session) == [kept]


def test_what_somebody_has_waited_for_is_waited_for(session: Any, talk: Any) -> None:
    fire(talk, head())
    came = talk.received(8, 0, 1, bytes(4))
    read_on(session)
    session.taking.waited("type:WINDOW_UPDATE", came, 1)
    fire(talk, body())
    read_on(session)
    wait = session.taking.acts[-1].wait
    assert wait is not None and wait.said
    assert (wait.pattern, wait.seq) == ("type:WINDOW_UPDATE", came)


def test_a_wait_while_it_is_off_is_none(session: Any, talk: Any) -> None:
    came = talk.received(8, 0, 1, bytes(4))
    read_on(session)
    session.taking.stop()
    session.taking.waited("type:WINDOW_UPDATE", came, 1)
    session.taking.start()
    fire(talk, body())
    read_on(session)
    assert session.taking.acts[0].wait is None


def test_the_script_does_what_was_done(session: Any, talk: Any) -> None:
    fire(talk, head())
    fire(talk, body())
    read_on(session)
    text = session.taking.text(title="Says hello.")
    assert text.startswith('"""Says hello.')
    assert "write_headers" in text
    assert "hello" in text
    ast.parse(text)


def test_secrets_are_left_out_unless_they_are_asked_for(session: Any, talk: Any) -> None:
    fire(talk, head(1, ("set-cookie", "id=hush")))
    read_on(session)
    assert "hush" not in session.taking.text()
    assert "hush" in session.taking.text(keep_secrets=True)


def test_nothing_recorded_is_said_and_nothing_is_written(session: Any, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="nothing is recorded"):
        session.taking.save(tmp_path / "x.py")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_stays_unless_it_is_forced(
    session: Any, talk: Any, tmp_path: Path
) -> None:
    file = tmp_path / "x.py"
    file.write_text("mine")
    fire(talk, body())
    read_on(session)
    with pytest.raises(FileExistsError, match="there already; say force"):
        session.taking.save(file, remedy="say force")
    assert file.read_text() == "mine"
    assert session.taking.save(file, force=True) == 1
    assert file.read_text() == session.taking.text()


def test_automatic_replies_are_in_it_where_they_are_asked_for(session: Any, talk: Any) -> None:
    gone = fire(talk, head())
    fire(talk, body())
    ping = talk.received(6, 0, 0, b"12345678")
    talk.sent(6, 1, 0, b"12345678", origin=Origin.AUTOMATIC, cause=ping)
    talk.received(3, 0, 1, bytes(4))
    assert len(seqs(session)) == 2
    last = fire(talk, head())
    read_on(session)
    session.taking.undo()
    score = session.taking.score(replies=True)
    again = [act.seq for act in score.acts]
    assert {act.origin for act in score.acts} == {Origin.HAND, Origin.AUTOMATIC}
    assert gone in again and last not in again
    assert len(session.taking) == 2  # and nothing has changed


def test_what_was_off_is_off_when_it_is_read_again(session: Any, talk: Any) -> None:
    session.taking.stop()
    left = fire(talk, head())
    session.taking.start()
    kept = fire(talk, body())
    read_on(session)
    again = [act.seq for act in session.taking.score(replies=True).acts]
    assert kept in again and left not in again


def test_a_range_of_what_has_passed_can_be_recorded(session: Any, talk: Any) -> None:
    session.taking.stop()
    fire(talk, head())
    first, last = fire(talk, head(1)), fire(talk, body())
    fire(talk, body())
    made = recorded(session, first, last)
    assert [act.seq for act in made.acts] == [first, last]
    assert made.score().turns[0].path == b"/x"
    assert not session.taking.acts


def test_of_a_range_a_filter_can_choose(session: Any, talk: Any) -> None:
    first, last = fire(talk, head(1)), fire(talk, body())
    made = recorded(session, 1, last, compile("type:DATA"))
    assert [act.seq for act in made.acts] == [last]
    assert first < last


def test_a_saved_trace_can_be_recorded_from(session_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/x")
    last = fire(talk, body())
    session = session_of(talk, live=False)
    assert len(recorded(session, 1, last)) == 1
