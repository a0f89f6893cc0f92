"""Connections as octets, and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.model import Board, Connection
from h2craft.reader.frozen import freeze_core, freeze_streams, thaw_core, thaw_streams


def again(connection: Connection) -> Connection:
    everything = {**connection.closed_streams, **connection.streams}
    streams = {one.stream_id: one for one in thaw_streams(freeze_streams(everything.values()))}
    return thaw_core(freeze_core(connection), streams)


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
