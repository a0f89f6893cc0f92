from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from h2craft.model import (
    LISTED_CLOSED,
    Board,
    ClosedBy,
    Connection,
    Severity,
    StreamState,
    resume,
    standing_of,
    told_table,
)
from h2craft.model import connection as room
from h2craft.trace import Kind, Record
from h2craft.wire import HeaderTable


def taken_over(connection: Connection, seq: int = 100, **how: Any) -> Connection:
    """A connection that knows of the other what can be said of it over a socket."""
    made = Connection(connection.number, connection.role)
    told = json.loads(json.dumps(standing_of(connection, **how)))
    resume(made, told, seq, at=1000.0)
    return made


def folded(connection: Connection, kind: Kind, octets: bytes, seq: int = 101) -> Any:
    return connection.fold(Record(seq, 1001.0, connection.number, kind, octets))


def test_streams_windows_and_settings_are_taken_over(talk: Any) -> None:
    talk.peer.headers(1, (*talk_get(), ("content-length", "9")))
    talk.peer.headers(3, end=True)
    talk.us.response(3)
    talk.us.data(3, b"x" * 100)
    talk.us.settings({4: 1000, 99: 7})
    late = taken_over(talk.connection)
    assert (late.whole, late.known, late.resumed) == (False, True, 100)
    assert {n: s.state for n, s in late.streams.items()} == {
        1: StreamState.OPEN,
        3: StreamState.HALF_CLOSED_REMOTE,
    }
    stream = late.stream(3)
    assert stream is not None
    assert (stream.path, stream.status, stream.sent_window.size) == (b"/", 200, 65_435)
    assert late.us.window.size == 65_435
    assert dict(late.us.settings.in_flight[0].values) == {4: 1000, 99: 7}
    assert (late.us.settings[4], late.us.settings.most(4)) == (65_535, 65_535)
    assert late.peer.active == 2


def talk_get() -> tuple[tuple[str, str], ...]:
    return ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))


def test_the_next_header_block_decodes_in_both_directions(talk: Any) -> None:
    talk.peer.headers(1, (*talk_get(), ("x-peer", "kept in the table")), end=True)
    talk.us.response(1, ((":status", "200"), ("x-us", "kept as well")), end=True)
    late = taken_over(talk.connection)
    asked = talk.peer.headers(3, (*talk_get(), ("x-peer", "kept in the table")), end=True)
    said = talk.us.response(3, ((":status", "200"), ("x-us", "kept as well")))
    assert len(asked.record.octets) < 30
    assert folded(late, Kind.FRAME_RECEIVED, asked.record.octets).fields == asked.fields
    assert folded(late, Kind.FRAME_SENT, said.record.octets).fields == said.fields


def test_a_header_block_that_is_under_way_is_ended_by_its_continuation(talk: Any) -> None:
    talk.peer.headers(1, block=b"\x82\x84", end=True, whole=False)
    late = taken_over(talk.connection)
    rest = talk.peer.continuation(1, b"\x86\x41\x01a")
    assert rest.fields is not None
    assert folded(late, Kind.FRAME_RECEIVED, rest.record.octets).fields == rest.fields
    assert late.streams[1].path == b"/"


def test_what_is_overrun_later_is_found(talk: Any, found: Callable[[Any], list[str]]) -> None:
    talk.peer.headers(1)
    talk.peer.data(1, bytes(16_384))
    late = taken_over(talk.connection)
    for _ in range(2):
        folded(late, Kind.FRAME_RECEIVED, talk.peer.data(1, bytes(16_384)).record.octets)
    last = talk.peer.data(1, bytes(16_384))
    assert found(last) == found(folded(late, Kind.FRAME_RECEIVED, last.record.octets)) != []


@pytest.mark.parametrize("why", ["ended", "reset-sent", "reset-received"])
def test_closed_streams_are_known_by_what_closed_them(
    talk: Any, why: str, found: Callable[[Any], list[str]]
) -> None:
    talk.peer.headers(1, end=why == "ended")
    {
        "ended": lambda: talk.us.response(1, end=True),
        "reset-sent": lambda: talk.us.reset(1),
        "reset-received": lambda: talk.peer.reset(1),
    }[why]()
    late = taken_over(talk.connection)
    assert late.closed_streams[1].closed_by is ClosedBy(why)
    data = talk.peer.data(1, b"too late")
    assert found(data) == found(folded(late, Kind.FRAME_RECEIVED, data.record.octets))
    assert not late.streams, "a closed stream is not taken for an open one"


def test_a_frame_on_a_stream_that_was_never_there_opens_none(talk: Any) -> None:
    late = taken_over(talk.connection)
    update = talk.peer.window_update(9, 1)
    reading = folded(late, Kind.FRAME_RECEIVED, update.record.octets)
    assert [f.text for f in reading.findings] == [f.text for f in update.findings] != []
    assert not late.streams


def test_of_many_open_streams_the_newest_are_told_in_full(talk: Any) -> None:
    for number in range(1, 21, 2):
        talk.peer.headers(number, end=True)
    late = taken_over(talk.connection, listed=3)
    assert list(late.streams) == [15, 17, 19]
    assert late.unlisted == {1, 3, 5, 7, 9, 11, 13}
    assert late.peer.active == 10
    update = talk.peer.window_update(5, 1)
    folded(late, Kind.FRAME_RECEIVED, update.record.octets)
    assert late.streams[5].adopted, "one of the others is taken on trust"
    assert (5 in late.unlisted, late.peer.active) == (False, 10)


def test_closed_streams_and_tables_are_told_up_to_a_bound(talk: Any) -> None:
    for number in range(1, 2 * LISTED_CLOSED + 101, 2):
        talk.peer.headers(number)
        talk.peer.reset(number)
    told = standing_of(talk.connection)
    assert len(told["closed"]) == LISTED_CLOSED
    table = HeaderTable(1 << 20)
    for number in range(5000):
        table.insert((b"x-%d" % number, b"v" * 50))
    short = told_table(table)
    assert short["lost"] and len(json.dumps(short)) < 600_000
    assert bytes.fromhex(short["entries"][0][0]) == b"x-4999"


def test_ten_thousand_open_streams_are_told_in_less_than_a_megabyte(talk: Any) -> None:
    for number in range(1, 20_001, 2):
        talk.peer.headers(number, end=True)
    assert len(talk.connection.streams) == 10_000
    assert len(json.dumps(standing_of(talk.connection))) < 1 << 20


def test_a_connection_known_from_its_beginning_is_left_as_it_is(talk: Any) -> None:
    talk.peer.headers(1)
    told = standing_of(talk.connection)
    talk.peer.headers(3)
    resume(talk.connection, told, 100, 0.0)
    assert talk.connection.whole and set(talk.connection.streams) == {1, 3}


def test_what_was_known_before_and_is_not_contradicted_stays(make_talk: Any) -> None:
    talk = make_talk().greet()
    for stream_id in (1, 3, 5):
        talk.peer.headers(stream_id)
    talk.peer.reset(5)
    part = Connection(7)
    for stream_id in (1, 3, 5):
        block = b"\x82\x86\x41\x01a\x44\x02/%d" % stream_id
        octets = len(block).to_bytes(3, "big") + b"\x01\x04" + stream_id.to_bytes(4, "big") + block
        folded(part, Kind.FRAME_RECEIVED, octets, seq=stream_id)
    told = standing_of(talk.connection)
    for row in told["streams"]:
        del row["path"]
        row["adopted"] = True
    resume(part, told, 100, 0.0)
    assert {number: stream.path for number, stream in part.streams.items()} == {1: b"/1", 3: b"/3"}
    over = part.closed_streams[5]
    assert (over.state, over.path) == (StreamState.CLOSED, b"/5")


def test_streams_the_other_forgot_are_closed_ones(
    make_talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "KEPT_CLOSED", 1)
    talk = make_talk().greet()
    part = Connection(7)
    for stream_id in (1, 3, 5):
        folded(part, Kind.FRAME_RECEIVED, talk.peer.headers(stream_id).record.octets, seq=stream_id)
        talk.peer.reset(stream_id)
    monkeypatch.undo()
    assert (list(talk.connection.closed_streams), set(part.streams)) == ([5], {1, 3, 5})
    resume(part, json.loads(json.dumps(standing_of(talk.connection))), 100, 0.0)
    assert not part.streams
    assert {number: (one.state, one.closed_by) for number, one in part.closed_streams.items()} == {
        1: (StreamState.CLOSED, ClosedBy.ENDED),
        3: (StreamState.CLOSED, ClosedBy.ENDED),
        5: (StreamState.CLOSED, ClosedBy.RESET_RECEIVED),
    }
    assert list(part.closed_streams) == [1, 3, 5]


def test_what_holds_a_connection_and_why_h2_gave_up_are_taken_over(talk: Any) -> None:
    talk.record(Kind.REQUEST_HELD, stream=0, why="look at this", by="script")
    talk.record(Kind.H2_GAVE_UP, error="ProtocolError")
    late = taken_over(talk.connection)
    assert (late.held, late.h2_gave_up) == ("look at this", {"error": "ProtocolError"})


def test_before_http2_only_who_talks_to_whom_is_known() -> None:
    late = Connection(7)
    resume(late, {"opened": {"scheme": "http"}, "opened_at": 3.5}, 100, 4.0)
    assert (late.opened, late.opened_at, late.started) == ({"scheme": "http"}, 3.5, False)
    folded(late, Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert late.whole, "its beginning comes after"


def test_a_flood_that_goes_on_is_not_told_twice(make_talk: Any) -> None:
    talk = make_talk().greet()
    talk.tick = 0.001
    notes = [talk.peer.ping() for _ in range(150)]
    assert sum(bool(one.findings) for one in notes) == 1
    late = Connection(7)
    resume(late, standing_of(talk.connection), talk.seq, talk.now)
    for _ in range(150):
        ping = talk.peer.ping()
        reading = late.fold(ping.record)
        assert not reading.findings
    talk.now += 5.0
    again = [late.fold(talk.peer.ping().record) for _ in range(150)]
    told = [finding for one in again for finding in one.findings]
    assert [finding.severity for finding in told] == [Severity.NOTE]


def test_a_board_keeps_connections_in_the_order_of_their_numbers(talk: Any) -> None:
    told = standing_of(talk.connection)
    board = Board()
    for number in (5, 2, 9):
        board.resume(number, told, 10, 0.0)
    assert list(board.connections) == [2, 5, 9]


def test_what_h2_believes_and_what_was_said_in_goaway_are_taken_over(talk: Any) -> None:
    talk.peer.headers(1)
    talk.peer.headers(3, end=True)
    talk.us.response(3, end=True)
    talk.peer.goaway(last=0, code=11)
    talk.connection.streams[1].h2_state = StreamState.HALF_CLOSED_LOCAL
    talk.connection.streams[1].adopted = True
    talk.connection.closed_streams[3].h2_state = StreamState.OPEN
    late = taken_over(talk.connection)
    assert late.streams[1].h2_state is StreamState.HALF_CLOSED_LOCAL
    assert late.streams[1].adopted
    assert late.closed_streams[3].h2_state is StreamState.OPEN
    assert [(one.error_code, one.debug_data) for one in late.peer.goaways] == [(11, b"")]
