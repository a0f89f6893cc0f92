"""Acts of several connections in one order, and what is waited for before each."""

from __future__ import annotations

from h2craft.scenario import Act, Turn, Wait
from h2craft.scenario.hearing import LEAVING
from h2craft.scenario.steps import steps_of


def turn(number: int, seq: int, *acts: Act, answers: tuple[Wait, ...] = (), at: float = 0) -> Turn:
    return Turn(connection=number, seq=seq, acts=acts, answers=answers, at=at or seq / 10)


def act(seq: int, *also: Wait, wait: Wait | None = None) -> Act:
    return Act(seq=seq, at=seq / 10, also=also, wait=wait)


def wait(seq: int, pattern: str = "flag:END_STREAM") -> Wait:
    return Wait(pattern=pattern, stream_id=1, seq=seq)


def told(*turns: Turn) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Of each step: its connection, its act's seq (0 for none), and connection and seq of waits."""
    return [
        (
            step.place,
            step.act.seq if step.act else 0,
            [(where, one.seq) for where, one in step.waits],
        )
        for step in steps_of(turns)
    ]


def test_of_one_connection_the_waits_stay_with_their_acts() -> None:
    assert told(turn(1, 1, act(2), act(9, wait(5), wait=wait(7)), answers=(wait(11),))) == [
        (0, 2, []),
        (0, 9, [(0, 5), (0, 7)]),
        (0, 0, [(0, 11)]),
    ]


def test_what_had_come_elsewhere_is_waited_for_before_what_was_done_then() -> None:
    first = turn(1, 1, act(2), act(20, wait(5)))
    second = turn(2, 10, act(12), act(30, wait(13)), answers=(wait(31),))
    assert told(first, second) == [
        (0, 2, []),
        (1, 0, [(0, 5)]),  # the second is opened
        (1, 12, []),
        (0, 20, [(1, 13)]),
        (1, 30, []),
        (0, 0, [(1, 31)]),
    ]


def test_acts_of_its_own_connection_did_not_wait_for_what_a_later_one_waited_for() -> None:
    first = turn(1, 1, act(2), act(4), act(9, wait(3)))
    assert told(first) == [(0, 2, []), (0, 4, []), (0, 9, [(0, 3)]), (0, 0, [])]
    assert told(first, turn(2, 6, act(7))) == [
        (0, 2, []),
        (0, 4, []),
        (1, 0, [(0, 3)]),
        (1, 7, []),
        (0, 9, []),
        (0, 0, []),
    ]


def test_a_goodbye_is_waited_for_only_where_something_was_done_after_it() -> None:
    leaves = turn(1, 1, act(2), answers=(wait(3, LEAVING),))
    assert told(leaves)[-1] == (0, 0, [])
    assert told(leaves, turn(2, 4, act(5)))[1] == (1, 0, [(0, 3)])


def test_a_connection_whose_beginning_is_not_known_is_opened_before_its_first_act() -> None:
    assert told(turn(1, 1, act(2)), turn(2, 7, act(7)))[1:3] == [(1, 0, []), (1, 7, [])]


def test_time_before_a_connection_was_opened_is_slept_where_nothing_is_waited_for() -> None:
    pauses = [step.pause for step in steps_of([turn(1, 1, act(2)), turn(2, 52, act(53))])]
    assert pauses == [0.0, 5.0, 0.0, 0.0]
    waited = turn(1, 1, act(2), answers=(wait(3),))
    assert [step.pause for step in steps_of([waited, turn(2, 52, act(53))])] == [0.0] * 4


def test_without_acts_there_is_nothing_but_the_end() -> None:
    assert told() == [(0, 0, [])]
