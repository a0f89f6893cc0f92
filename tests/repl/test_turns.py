from __future__ import annotations

from h2craft.language import Command
from h2craft.repl.recording import Step
from h2craft.repl.turns import Turn, turns_of


def step(connection: int, stream_id: int, request: str = "GET /", at: float = 0.0) -> Step:
    said = Command(verb="ping")
    request = request if stream_id % 2 else ""
    return Step(
        connection=connection,
        stream_id=stream_id,
        command=said,
        at=at,
        request=request,
        path=request[4:],
    )


def shape(turns: list[Turn]) -> list[tuple[int, int, int]]:
    return [(turn.connection, turn.stream_id, len(turn.steps)) for turn in turns]


def test_one_request_is_one_turn_with_what_was_done_to_its_connection() -> None:
    turns = turns_of([step(1, 0), step(1, 1), step(1, 0), step(1, 2), step(1, 1)])
    assert shape(turns) == [(1, 1, 5)]
    assert turns[0].path == "/"


def test_a_stream_that_carries_no_request_is_no_turn() -> None:
    assert shape(turns_of([step(1, 1), step(1, 99, request="")])) == [(1, 1, 2)]


def test_requests_answered_one_after_the_other_have_a_turn_each() -> None:
    turns = turns_of([step(1, 1), step(1, 0), step(1, 3), step(1, 0)])
    assert shape(turns) == [(1, 1, 2), (1, 3, 2)]


def test_requests_answered_at_the_same_time_are_one_turn_and_one_of_nothing() -> None:
    turns = turns_of([step(1, 1), step(1, 3), step(1, 1), step(1, 3)])
    assert shape(turns) == [(1, 1, 4), (1, 3, 0)]


def test_connections_are_told_apart_however_they_are_mixed() -> None:
    turns = turns_of([step(2, 1), step(1, 1), step(2, 1), step(1, 1)])
    assert shape(turns) == [(1, 1, 2), (2, 1, 2)]


def test_what_was_done_to_a_connection_alone_has_a_turn() -> None:
    assert shape(turns_of([step(1, 0), step(1, 0)])) == [(1, 0, 2)]


def test_what_was_done_before_anybody_came_goes_before_the_first() -> None:
    turns = turns_of([step(0, 0), step(1, 1)])
    assert shape(turns) == [(1, 1, 2)]
    assert turns[0].steps[0].connection == 0


def test_no_steps_are_no_turns() -> None:
    assert turns_of([]) == []
