"""All connections of a journal."""

from __future__ import annotations

from typing import Any

from h2craft.model import Board, board, standing_of
from h2craft.trace import Kind, Record


def record(seq: int, connection: int, kind: Kind, **detail: Any) -> Record:
    return Record(seq, 0.0, connection, kind, detail=detail or None)


def test_each_connection_gets_its_records() -> None:
    made = Board()
    made.fold(record(1, 1, Kind.CONNECTION_OPENED, peer="a"))
    reading = made.fold(record(2, 2, Kind.CONNECTION_OPENED, peer="b"))
    assert reading.connection is made.connections[2]
    assert made.connections[1].opened == {"peer": "a"}


def test_records_of_no_connection_are_read_too() -> None:
    reading = Board().fold(record(1, 0, Kind.LISTENING, url="https://127.0.0.1:1"))
    assert reading.connection is None
    assert reading.summary == "listening: url=https://127.0.0.1:1"


def test_the_role_is_the_records_or_the_boards() -> None:
    made = Board("client")
    made.fold(record(1, 1, Kind.CONNECTION_OPENED))
    assert made.connections[1].role == "client"
    made = Board()
    made.fold(record(1, 1, Kind.CONNECTION_OPENED, role="client"))
    made.fold(record(1, 2, Kind.CONNECTION_OPENED, role="server"))
    assert [connection.role for connection in made.connections.values()] == ["client", "server"]


def test_connections_that_are_over_go_in_the_end() -> None:
    made = Board()
    for number in range(1, 301):
        made.fold(record(number, number, Kind.CONNECTION_OPENED))
        made.fold(record(number, number, Kind.CONNECTION_CLOSED))
    assert list(made.connections) == list(range(45, 301))


def test_a_connection_that_was_seen_in_part_is_gone_on_with(talk: Any) -> None:
    talk.peer.headers(1)
    made = Board()
    made.fold(Record(50, 0.0, 7, Kind.FRAME_SENT, b"\0\0\0\4\1\0\0\0\0"))
    seen = made.connections[7]
    assert made.resume(7, standing_of(talk.connection), 60, 0.0) is seen
    assert (seen.resumed, list(seen.streams)) == (60, [1])
    assert list(made.connections.values()) == [seen]


def test_a_late_word_about_one_of_them_does_no_harm() -> None:
    made = Board()
    made.fold(record(1, 1, Kind.CONNECTION_OPENED))
    made.fold(record(2, 1, Kind.CONNECTION_CLOSED))
    reading = made.fold(record(3, 1, Kind.HANDLER_ENDED, stream=1))
    assert reading.connection is made.connections[1]


def test_connections_that_never_end_are_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(board, "KEPT", 3)
    made = Board()
    for number in range(1, 10):
        made.fold(record(number, number, Kind.CONNECTION_OPENED))
    assert list(made.connections) == [7, 8, 9]


def test_a_connection_that_is_over_keeps_its_last_streams(make_talk: Any) -> None:
    talk = make_talk().greet()
    made = Board()
    made.connections[7] = talk.connection
    for number in range(1, 2 * 150, 2):
        talk.peer.headers(number)
        talk.peer.reset(number)
    made.fold(record(999, 7, Kind.CONNECTION_CLOSED))
    assert len(talk.connection.closed_streams) == 100
