"""Whose an act is."""

from __future__ import annotations

from h2craft.actions import Close, CloseHow, Policy
from h2craft.scenario.turns import Course


def seqs(turn) -> list[int]:
    return [act.seq for act in turn.acts]


def test_acts_on_the_connection_are_in_the_turn_that_was_last_concerned(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    play.fire("headers :status=200", stream=1)
    ping = play.fire("ping")
    play.credit(10, stream=3)
    goaway = play.fire("goaway")
    first, second = play.turns()
    assert seqs(first)[1:] == [ping]
    assert seqs(second) == [goaway]


def test_what_a_script_does_to_the_connection_is_in_the_turn_it_serves(play) -> None:
    request = play.talk.request(1)
    play.talk.request(3)
    goaway = play.script("goaway", cause=request)
    first, second = play.turns()
    assert seqs(first) == [goaway]
    assert not second.acts


def test_before_any_request_acts_are_the_connections(play) -> None:
    ping = play.fire("ping")
    play.talk.request(1)
    connection, request = play.turns()
    assert (connection.stream_id, seqs(connection), connection.ordinal) == (0, [ping], 1)
    assert (request.stream_id, request.acts, request.ordinal) == (1, (), 1)
    assert connection.seq == next(r.seq for r in play.records() if r.kind == 10)


def test_a_second_connection_has_turns_of_its_own(play) -> None:
    play.talk.request(1, "/a")
    play.fire("goaway")
    play.talk.opened(2)
    ping = play.fire("ping", connection=2)
    play.talk.request(1, "/b", connection=2)
    answer = play.fire("headers :status=200 end_stream", connection=2)
    first, opening, second = play.turns()
    assert [one.connection for one in (first, opening, second)] == [1, 2, 2]
    assert (opening.stream_id, opening.ordinal, seqs(opening)) == (0, 2, [ping])
    assert (second.ordinal, seqs(second)) == (2, [answer])


def test_a_stream_that_was_promised_belongs_to_the_turn_of_the_promise(play) -> None:
    play.talk.request(1)
    push = play.fire("push 1 2 :path=/style.css :method=GET :scheme=https :authority=a.test")
    play.talk.request(3)
    pushed = play.fire("headers :status=200 end_stream", stream=2)
    first, second = play.turns()
    assert seqs(first) == [push, pushed]
    assert first.acts[0].promised == 2
    assert not second.acts


def test_a_stream_nobody_opened_is_of_the_turn_that_was_last_concerned(play) -> None:
    play.talk.request(1)
    odd = play.fire("wire headers :status=200", stream=99)
    even = play.fire('wire data "x"', stream=42)
    [turn] = play.turns()
    assert seqs(turn) == [odd, even]


def test_recording_from_the_middle_of_a_connection(talk, playing) -> None:
    play = playing.Play(talk)
    talk.response(1, end=False)
    body = play.fire('data "x" end_stream')
    talk.request(3, "/next")
    answer = play.fire("headers :status=204 end_stream", stream=3)
    turns = {turn.stream_id: turn for turn in play.turns()}
    assert seqs(turns[1]) == [body]
    assert seqs(turns[3]) == [answer]


def test_closing_is_an_act_of_the_turn_that_was_last_concerned(play) -> None:
    play.talk.request(1)
    play.fire(Close(how=CloseHow.RESET))
    [turn] = play.turns()
    assert play.load(turn.acts[0].seq) == Close(how=CloseHow.RESET)


def test_of_very_many_requests_and_promises_the_last_are_known(play, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.scenario.turns.KEPT_TURNS", 1)
    monkeypatch.setattr("h2craft.scenario.turns.KEPT_PROMISES", 1)
    play.talk.request(1, "/a")
    play.talk.request(3, "/b")
    for promised in (2, 4):
        play.fire(f"push 3 {promised} :method=GET :path=/x :scheme=https :authority=a")
    of_the_last = play.fire("headers 4 :status=200")
    turns = {turn.path: seqs(turn) for turn in play.turns()}
    assert turns[b"/a"] == [] and of_the_last in turns[b"/b"]


def test_of_very_many_replies_that_are_held_the_last_are_known(play, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.scenario.turns.KEPT_JOBS", 1)
    course = Course(1)
    for seq in (5, 6):
        course.hold(seq, stream_id=seq)
    assert course.released(Policy(release=(5,))) is None
    assert course.released(Policy(release=(5, 6))) == 6
