"""Checkpoints: where they lie, what they share, what they may take."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from h2craft.model import Board
from h2craft.model import board as model_board
from h2craft.reader import checkpoints
from h2craft.reader.checkpoints import Checkpoints
from h2craft.reader.columns import Columns


def followed(
    talk: Any,
    every: int = 50,
    limit: int = checkpoints.KEPT_OCTETS,
    board: Board | None = None,
) -> Checkpoints:
    """Checkpoints over all a talk says, ten records at a time."""
    made, board, columns = Checkpoints(limit), board or Board(), Columns()
    made.every = every
    records = talk.records
    for start in range(0, len(records), 10):
        part = records[start : start + 10]
        columns.add(part, [board.fold(record) for record in part])
        made.follow(board, part, columns.streams[-len(part) :])
    return made


@pytest.fixture
def long_talk(talk: Any) -> Any:
    talk.opened()
    for number in range(300):
        talk.exchange(2 * number + 1)
    return talk


def seqs(made: Checkpoints, connection: int = 1) -> list[int]:
    return [point.seq for point in made._points.get(connection, [])]


def test_they_lie_evenly_on_a_busy_connection(long_talk: Any) -> None:
    made = followed(long_talk)
    assert seqs(made) == list(range(50, 2101, 50))
    point = made.before(1, 101)
    assert point is not None and point.seq == 100
    assert made.before(1, 100).seq == 50
    assert made.before(1, 50) is None
    assert made.before(2, 100) is None


def test_what_does_not_change_is_kept_once(long_talk: Any) -> None:
    made = followed(long_talk)
    one, two = made._points[1][-2:]
    assert len(set(map(id, one.parts)) & set(map(id, two.parts))) >= len(one.parts) - 1
    assert len(two.parts) <= checkpoints.MOST_PARTS + 1
    assert made.octets < 4000 * len(seqs(made))


def test_a_thawed_one_has_all_streams_in_order(long_talk: Any) -> None:
    made = followed(long_talk)
    connection = made._points[1][-1].thaw()
    closed = list(connection.closed_streams)
    assert closed == sorted(closed) and len(closed) > 250
    assert made._points[1][-1].thaw() is not connection


def test_above_the_limit_every_other_one_goes(long_talk: Any) -> None:
    whole = followed(long_talk).octets
    made = followed(long_talk, limit=whole // 3)
    assert made.octets <= whole // 3
    assert made.every > 50
    found = seqs(made)
    assert found[-1] > 1500 and max(b - a for a, b in pairwise(found)) <= 800
    before = made.octets
    made._count()
    assert made.octets <= before


def test_a_limit_too_low_for_anything_leaves_nothing_and_does_no_harm(long_talk: Any) -> None:
    made = followed(long_talk, limit=10)
    assert made.octets <= 10
    assert made.before(1, 2000) is None


def test_connections_that_say_little_get_one_before_their_records_are_old(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "OLD", 100)
    monkeypatch.setattr(checkpoints, "SWEEP_EVERY", 20)
    talk.opened(1)
    talk.opened(2)
    talk.exchange(1, connection=2)
    for number in range(100):
        talk.exchange(2 * number + 1, connection=1)
    made = followed(talk, every=1000)
    assert seqs(made, 2)
    assert 20 < seqs(made, 2)[0] < 700
    assert made.reaches(2, made.before(2, 700), 700)


def test_those_are_made_only_as_far_as_folding_pays_for_them(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "OLD", 10)
    monkeypatch.setattr(checkpoints, "SWEEP_EVERY", 10)
    for number in range(1, 200):
        talk.opened(number)
    made = followed(talk)
    assert 0 < len(made._points) <= 6 * 200 * checkpoints.PAID_PER_RECORD / checkpoints.PRICE


def test_connections_the_board_gave_up_are_forgotten(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "OLD", 10)
    monkeypatch.setattr(checkpoints, "SWEEP_EVERY", 10)
    for number in range(1, 400):
        talk.opened(number)
        talk.closed(number)
    made = followed(talk)
    assert len(made._tracks) < 270


def test_a_connection_the_board_gave_up_before_its_turn_has_none(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_board, "KEPT", 1)
    talk.opened(1)
    for number in range(6):
        talk.exchange(2 * number + 1)
    talk.opened(2)
    made = followed(talk, every=48)
    assert made.before(1, 100) is None and 1 not in made._tracks
    assert made.octets == 0


def test_of_what_is_dropped_the_last_one_before_stays(long_talk: Any) -> None:
    board = Board()
    made = followed(long_talk, board=board)
    made.drop(board, 1020)
    assert seqs(made)[0] == 1000
    made.drop(board, 99_999)
    assert seqs(made) == [2100]


def test_of_a_connection_the_board_gave_up_nothing_stays(talk: Any) -> None:
    board = Board()
    talk.opened()
    for number in range(42):
        talk.exchange(2 * number + 1)
    made = followed(talk, board=board)
    assert seqs(made)[-1] == talk.journal.last == 300
    del board.connections[1]
    made.drop(board, 300)
    assert seqs(made) == [250, 300], "its last record is still there"
    made.drop(board, 301)
    assert (seqs(made), made.octets) == ([], 0)


def test_a_checkpoint_reaches_as_far_as_nothing_has_changed(long_talk: Any) -> None:
    made = followed(long_talk)
    older, last = made._points[1][-2:]
    assert made.reaches(1, last, 2100) and not made.reaches(1, last, 2101)
    assert not made.reaches(1, older, older.seq + 1)


def test_after_a_restart_nothing_is_carried_over(long_talk: Any) -> None:
    made = followed(long_talk)
    made.restart()
    assert not made._parts and not made._tracks
    assert seqs(made)
