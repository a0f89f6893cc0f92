"""Connections as octets, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.model import Board, Connection
from h2craft.reader.frozen import freeze_core, freeze_streams, thaw_core, thaw_streams


def again(connection: Connection) -> Connection:
    everything = {**connection.closed_streams, **connection.streams}
    return thaw_core(freeze_core(connection), thaw_streams(freeze_streams(everything.values())))


@given(data=st.data())
@settings(max_examples=60)
def test_a_connection_thawed_is_the_same_and_goes_on_the_same(
    lively: Any, described_of: Any, data: Any
) -> None:
    records = [one for one in data.draw(lively).records if one.connection == 1]
    half = len(records) // 2
    board, other = Board(), Board()
    for record in records[:half]:
        board.fold(record)
    if 1 not in board.connections:
        return
    other.connections[1] = again(board.connections[1])
    assert described_of(other.connections[1]) == described_of(board.connections[1])
    for record in records[half:]:
        mine, theirs = board.fold(record), other.fold(record)
        assert mine.fields == theirs.fields
        assert mine.findings == theirs.findings
    assert described_of(other.connections[1]) == described_of(board.connections[1])


def test_findings_are_counted_and_not_kept(talk: Any) -> None:
    talk.opened()
    talk.data(99)
    board = Board()
    for record in talk.records:
        board.fold(record)
    connection = again(board.connections[1])
    assert connection.finding_count == board.connections[1].finding_count > 0
    assert not connection.findings
    assert connection.findings.maxlen == board.connections[1].findings.maxlen


def test_a_stream_referred_to_from_elsewhere_stays_one(talk: Any) -> None:
    talk.opened()
    talk.request()
    board = Board()
    for record in talk.records:
        board.fold(record)
    connection: Any = board.connections[1]
    connection.favourite = connection.streams[1]
    thawed: Any = again(connection)
    assert thawed.favourite is thawed.streams[1]


def test_closed_streams_are_thawed_one_by_one_and_stay_the_same(talk: Any) -> None:
    talk.opened()
    for number in range(6):
        talk.exchange(2 * number + 1, f"/{number}")
    board = Board()
    for record in talk.records:
        board.fold(record)
    closed = again(board.connections[1]).closed_streams
    assert list(closed) == [1, 3, 5, 7, 9, 11] and len(closed) == 6
    assert closed[5] is closed[5] is closed.get(5)
    assert closed.get(2) is None and closed.get(2, "x") == "x"
    assert closed.popitem(last=False)[1].path == b"/0"
    assert closed.popitem()[1].path == b"/5"
    assert closed.pop(3).path == b"/1"
    assert closed.pop(3, None) is None
    assert [stream.path for stream in closed.values()] == [b"/2", b"/3", b"/4"]
    assert [number for number, stream in closed.items() if stream.path == b"/3"] == [7]
    closed[13] = closed[5]
    closed[7] = closed[5]
    assert list(closed) == [5, 7, 9, 13] and closed[7] is closed[5]
    for missing in (lambda: closed.pop(3), lambda: closed[3]):
        with pytest.raises(KeyError):
            missing()
    closed.clear()
    with pytest.raises(KeyError):
        closed.popitem()
