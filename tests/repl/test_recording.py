from __future__ import annotations

from typing import Any

import pytest

from h2craft.language import parse
from h2craft.repl import recording
from h2craft.repl.recording import Recording, Step, request_line, settled, step_of
from h2craft.session import Target


def step(line: str = "ping", at: float = 0.0, **more: Any) -> Step:
    return Step(**{"connection": 1, "stream_id": 1, "command": parse(line), "at": at, **more})


def test_a_step_says_where_when_and_of_which_request_it_was(talk: Any, session_of: Any) -> None:
    talk.opened()
    opened = talk.request(1, "/x", end=False)
    made = step_of(session_of(talk, live=False), parse("end 1"), Target(1, 1))
    assert (made.connection, made.stream_id) == (1, 1)
    assert (made.request, made.path, made.opened) == ("GET /x", "/x", opened)
    assert not made.complete
    assert made.at == talk.now


def test_a_request_that_ended_is_complete(talk: Any, session_of: Any) -> None:
    talk.opened()
    talk.request(1)
    assert step_of(session_of(talk), parse("end 1"), Target(1, 1)).complete


def test_a_step_of_a_stream_nobody_knows_has_no_request(talk: Any, session_of: Any) -> None:
    talk.opened()
    made = step_of(session_of(talk), parse("end 9"), Target(1, 9))
    assert (made.request, made.path, made.complete) == ("", "", True)


def test_hostile_octets_of_a_request_line_are_escaped(talk: Any, session_of: Any) -> None:
    talk.opened()
    talk.request(1, "/\x1b[2J\n")
    stream = session_of(talk).reader.board.connections[1].stream(1)
    assert request_line(stream) == "GET /\\x1b[2J\\n"
    assert step_of(session_of(talk), parse("end 1"), Target(1, 1)).path == ""


def test_steps_are_taken_in_while_it_is_on() -> None:
    kept = Recording()
    first = step()
    kept.add(first)
    kept.on = False
    kept.add(step())
    assert kept.steps == (first,)
    assert len(kept) == 1


def test_undo_gives_the_last_step_back_and_then_nothing() -> None:
    kept = Recording()
    first, second = step(), step()
    kept.add(first)
    kept.add(second)
    assert kept.undo() is second
    assert kept.undo() is first
    assert kept.undo() is None


def test_the_oldest_steps_go_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "KEPT", 2)
    kept = Recording()
    for number in range(5):
        kept.add(step(at=float(number)))
    assert [one.at for one in kept.steps] == [3.0, 4.0]
    assert kept.lost == 3


def test_a_step_that_was_refused_is_none() -> None:
    kept = Recording()
    equal, refused = step(), step()
    kept.add(equal)
    kept.add(refused)
    kept.refuse(refused)
    assert len(kept) == 1
    assert kept.steps[0] is equal
    kept.refuse(refused)
    assert len(kept) == 1


def test_what_a_wait_has_found_is_known_of_it(talk: Any, session_of: Any) -> None:
    talk.opened()
    talk.request(1)
    data = talk.received(0, 1, 1, b"x")
    session = session_of(talk)
    head, body = session.reader.moment(data - 1).reading, session.reader.moment(data).reading
    wait = step("wait type:DATA", connection=0, stream_id=0)
    made = settled(wait, 1, body)
    assert (made.connection, made.found, made.found_frame) == (1, data, True)
    assert not made.found_request
    assert settled(wait, 1, head).found_request
    assert settled(step("ping"), 0, body).found == 0


def test_the_stream_of_a_promise_is_known_of_it() -> None:
    kept = Recording()
    push = step("push 1 :method=GET :path=/ :scheme=http :authority=a")
    kept.add(push)
    kept.settle(push, 4)
    assert kept.steps[0].promised == 4
