"""Waits in somebody's own words."""

from __future__ import annotations

from h2craft.actions import Await
from h2craft.model import Board
from h2craft.scenario import Recorder
from h2craft.scenario.waits import KEPT_WAITS, Waits


def test_a_wait_that_was_fired_as_an_action_is_the_wait_of_the_next_act(play) -> None:
    play.talk.request(1)
    waiting = play.fire(Await(pattern="dir:received type:PRIORITY"))
    found = play.talk.received(2, 0, 1, bytes(5))
    play.done(waiting)
    play.fire("headers :status=200 end_stream")
    [act] = play.acts()
    assert act.wait is not None and act.wait.said
    assert (act.wait.pattern, act.wait.seq) == ("type:PRIORITY", found)


def test_a_wait_in_vain_is_none(play) -> None:
    play.talk.request(1)
    play.done(play.fire(Await(pattern="type:PRIORITY")), "nothing came that matches")
    play.fire("headers :status=200 end_stream")
    [act] = play.acts()
    assert act.wait is None


def test_a_person_who_has_waited_is_quoted(play) -> None:
    play.talk.request(1)
    found = play.talk.received(2, 0, 1, bytes(5))
    play.fire("headers :status=200")

    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == found:
            recorder.waited(1, "dir:received type:PRIORITY", found)
    [act] = recorder.acts
    assert act.wait is not None
    assert (act.wait.pattern, act.wait.said, act.wait.seq) == ("type:PRIORITY", True, found)


def test_a_person_who_has_waited_for_another_request_acts_after_it(play) -> None:
    play.talk.request(1)
    second = play.talk.request(3)
    act = play.fire("headers :status=200", stream=1)

    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == second:
            recorder.waited(0, "type:HEADERS stream:3", second)
    [found] = recorder.acts
    assert (found.seq, found.wait, found.after) == (act, None, second)


def test_a_person_who_has_waited_for_our_own_frame_has_waited_for_nothing(play) -> None:
    play.talk.request(1)
    play.fire("headers :status=200")
    own = play.talk.journal.last
    play.fire('data "x" end_stream')

    recorder, board = Recorder(), Board()
    for record in play.records():
        recorder.take(board.fold(record))
        if record.seq == own:
            recorder.waited(1, "type:HEADERS", own)
    assert [act.wait for act in recorder.acts] == [None, None]


def test_a_filter_that_is_none_is_waited_for_in_vain(play) -> None:
    play.talk.request(1)
    waiting = play.fire(Await(pattern="typ:DATA"))
    play.talk.received(2, 0, 1, bytes(5))
    play.done(waiting)
    play.fire("headers :status=200 end_stream")
    [act] = play.acts()
    assert act.wait is None


def test_of_several_frames_a_wait_has_found_the_first(play) -> None:
    play.talk.request(1)
    waiting = play.fire(Await(pattern="type:PRIORITY"))
    first = play.talk.received(2, 0, 1, bytes(5))
    play.talk.received(2, 0, 1, bytes(5))
    play.done(waiting)
    play.fire("headers :status=200 end_stream")
    [act] = play.acts()
    assert act.wait is not None and act.wait.seq == first


def test_a_frame_that_was_never_seen_counts_for_no_wait() -> None:
    waits = Waits()
    waits.said("type:PING", 5)
    assert waits.seen(5) is None
    assert waits.take(4) is None and waits.take(9) is None


def test_of_very_many_waits_the_last_are_kept() -> None:
    waits = Waits()
    for seq in range(1, KEPT_WAITS + 2):
        waits.begin(seq, 1, Await(pattern="type:PING"))
    assert not waits.end(1, True)
    assert waits.end(2, True) and waits.end(KEPT_WAITS + 1, False)
