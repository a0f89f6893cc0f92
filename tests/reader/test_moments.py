"""Any moment again, exactly as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.model import Board, Direction
from h2craft.reader import Moment, Reader, checkpoints, moments, past
from h2craft.trace import Journal, Kind, Record


class Counting(Journal):
    """A journal with these records that counts how many it gave."""

    __slots__ = ("given",)

    def __init__(self, records: list[Record]) -> None:
        super().__init__()
        self.given = 0
        for record in records:
            self.append(*record[1:])

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        found = super().read(after, limit)
        self.given += len(found)
        return found


def moment_of(reader: Reader, seq: int) -> Moment:
    moment = reader.moment(seq)
    assert moment is not None
    return moment


def folded(records: list[Record], connection: int, upto: int) -> tuple[Any, Any]:
    """The connection and the last reading, folded from the beginning."""
    board, reading = Board(), None
    for record in records:
        if record.connection == connection and record.seq <= upto:
            reading = board.fold(record)
    return board.connections.get(connection), reading


def same(moment: Moment, records: list[Record], seq: int, described: Any) -> None:
    """The moment is what a fold of all records up to it makes."""
    number = moment.reading.record.connection
    connection, reading = folded(records, number, seq)
    assert moment.exact
    assert described(moment.connection) == described(connection)
    assert described(moment.stream) == described(reading.stream)
    for name in ("record", "frame", "fields", "header_fields", "fields_kind", "findings"):
        assert getattr(moment.reading, name) == getattr(reading, name)
    earlier, _ = folded(records, number, seq - 1)
    for direction in Direction:
        before = [] if earlier is None else earlier.side(direction).decoder.table.entries
        assert list(moment.before[direction]) == list(before)


@pytest.fixture(scope="module", params=["conversations", "lively"])
def any_talk(request: Any) -> Any:
    return request.getfixturevalue(request.param)


@given(data=st.data(), every=st.sampled_from([1, 2, 3, 8, 1000]), step=st.integers(1, 9))
@settings(max_examples=150)
def test_every_moment_is_the_fold_of_all_that_came_before(
    any_talk: Any, described_of: Any, data: Any, every: int, step: int
) -> None:
    talk = data.draw(any_talk)
    reader = Reader(talk.journal)
    reader._past.checkpoints.every = every
    while reader.advance(step):
        pass
    records = talk.records
    chosen = data.draw(st.lists(st.sampled_from(records), max_size=12)) if records else []
    for record in [*chosen, *records[-1:]]:
        moment = moment_of(reader, record.seq)
        if record.connection:
            same(moment, records, record.seq, described_of)
        else:
            assert moment.connection is None
            assert moment.reading.record == record


def test_a_moment_on_a_long_connection_is_exact_wherever_checkpoints_lie(
    talk: Any, described_of: Any, read_all: Any
) -> None:
    talk.opened()
    for number in range(400):
        talk.exchange(2 * number + 1, f"/{number}")
    reader = read_all(talk.journal, 64)
    records = talk.records
    for seq in (1, 7, 700, 1500, 1501, 2000, 2806):
        same(moment_of(reader, seq), records, seq, described_of)


def test_a_moment_does_not_change_when_more_is_read(talk: Any, read_all: Any) -> None:
    talk.opened()
    seq = talk.request()
    reader = read_all(talk.journal)
    moment = moment_of(reader, seq)
    assert moment.stream is not None and moment.connection is not None
    talk.response()
    talk.data()
    while reader.advance(10):
        pass
    assert moment.stream.state == "half-closed-remote"
    assert not moment.connection.closed_streams
    assert moment_of(reader, talk.journal.last).stream.state == "closed"


def test_before_has_the_tables_as_the_record_found_them(talk: Any, read_all: Any) -> None:
    talk.opened()
    first = talk.request(1)
    second = talk.request(3)
    reader = read_all(talk.journal)
    received = Direction.RECEIVED
    assert moment_of(reader, first).before[received] == ()
    assert (b"x-number", b"1-1") in moment_of(reader, second).before[received]
    assert (b"x-number", b"1-3") not in moment_of(reader, second).before[received]


def test_a_record_not_folded_yet_has_its_moment_when_it_comes_soon(
    talk: Any, described_of: Any
) -> None:
    talk.opened()
    talk.exchange()
    reader = Reader(talk.journal)
    reader.advance(3)
    for seq in (3, 4, 7, 10):
        same(moment_of(reader, seq), talk.records, seq, described_of)


def test_records_of_others_do_not_come_into_a_moment_that_is_not_folded_yet(
    talk: Any, described_of: Any
) -> None:
    talk.opened(1)
    talk.opened(2)
    talk.request(1, connection=2)
    seq = talk.request(1, connection=1)
    reader = Reader(talk.journal)
    reader.advance(3)
    same(moment_of(reader, seq), talk.records, seq, described_of)


def test_a_record_far_ahead_of_the_fold_has_a_moment_that_assumes_nothing(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "WORTH_A_JUMP", 5)
    talk.opened()
    talk.exchange()
    reader = Reader(talk.journal)
    reader.advance(2)
    moment = moment_of(reader, 10)
    assert not moment.exact
    assert moment.connection is not None and not moment.connection.whole
    assert moment.reading.frame is not None and moment.reading.frame.name == "HEADERS"


def test_what_was_dropped_leaves_moments_that_say_they_are_not_exact(
    make_talk: Any, read_all: Any
) -> None:
    talk = make_talk(memory_records=64)
    talk.opened()
    reader = Reader(talk.journal)
    for number in range(200):
        talk.exchange(2 * number + 1)
        reader.advance(100)
    assert talk.journal.first > 1
    assert reader.moment(1) is None
    assert not moment_of(reader, talk.journal.last).exact
    assert not moment_of(read_all(talk.journal), talk.journal.last).exact


def test_what_was_dropped_does_not_matter_after_a_checkpoint(
    make_talk: Any, described_of: Any
) -> None:
    talk, whole = make_talk(memory_records=640), make_talk()
    reader = Reader(talk.journal)
    reader._past.checkpoints.every = 100
    for one in (talk, whole):
        one.opened()
    for number in range(400):
        talk.exchange(2 * number + 1)
        whole.exchange(2 * number + 1)
        reader.advance(100)
    for seq in range(talk.journal.first + 120, talk.journal.last, 50):
        same(moment_of(reader, seq), whole.records, seq, described_of)


def test_a_connection_opened_after_the_gap_is_known_in_full(
    talk: Any, listed: Any, read_all: Any, described_of: Any
) -> None:
    talk.opened(1)
    talk.exchange(1)
    talk.opened(2)
    talk.exchange(1, connection=2)
    talk.exchange(3, connection=1)
    records = [record for record in talk.records if record.seq not in range(5, 9)]
    reader = read_all(listed(records), 3)
    exact = {record.seq: moment_of(reader, record.seq).exact for record in records}
    assert all(exact[one.seq] for one in records if one.seq < 5 or one.connection == 2)
    assert not any(exact[one.seq] for one in records if one.seq > 8 and one.connection == 1)


def test_readings_come_in_order_and_go_on_where_one_left_off(talk: Any, read_all: Any) -> None:
    talk.opened(1)
    talk.opened(2)
    for number in range(30):
        talk.exchange(2 * number + 1, connection=1 + number % 2)
    reader = read_all(talk.journal)
    found: list[int] = []
    while readings := reader.readings_of(1, after=found[-1] if found else 0, limit=10):
        assert len(readings) <= 10
        found += [reading.record.seq for reading in readings]
    assert found == [record.seq for record in talk.records if record.connection == 1]


def test_readings_of_a_stream_have_what_the_fold_made_of_them(
    talk: Any, read_all: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.opened()
    for number in range(30):
        talk.exchange(2 * number + 1, f"/{number}")
    talk.data(1)
    reader = read_all(talk.journal)
    reader._past.checkpoints.every = 10
    wanted = reader.seqs_of(1, 1)
    assert wanted[-1] == talk.journal.last
    for jump in (2_000, 20):
        monkeypatch.setattr(moments, "WORTH_A_JUMP", jump)
        readings = reader.readings_of(1, 1)
        assert [reading.record.seq for reading in readings] == list(wanted)
        assert dict(readings[0].fields)[b":path"] == b"/0"
        assert [found.section for found in readings[-1].findings] == ["5.1"]


def test_a_list_of_readings_ends_early_rather_than_taking_too_long(
    talk: Any, read_all: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "MOST_FOLDED", 20)
    talk.opened()
    for number in range(30):
        talk.exchange(2 * number + 1)
    reader = read_all(talk.journal)
    assert 20 <= len(reader.readings_of(1)) < 30


@pytest.mark.parametrize("kind", [Kind.NOTED, Kind.LISTENING, Kind.SCRIPT_BROKEN])
def test_a_record_of_no_connection_has_a_moment_of_its_own(
    talk: Any, read_all: Any, kind: Kind
) -> None:
    seq = talk(kind, connection=0, detail={"text": "x"})
    moment = moment_of(read_all(talk.journal), seq)
    assert (moment.connection, moment.stream, moment.exact) == (None, None, True)


def test_records_of_a_connection_far_apart_are_read_one_by_one(
    talk: Any, read_all: Any, described_of: Any
) -> None:
    talk.opened(1)
    talk.opened(2)
    for number in range(20):
        for _ in range(200):
            talk(Kind.NOTED, connection=2, detail={"text": "x"})
        talk.exchange(2 * number + 1)
    source = Counting(talk.records)
    reader = read_all(source, 64)
    source.given = 0
    same(moment_of(reader, talk.journal.last), talk.records, talk.journal.last, described_of)
    assert source.given < 1000, "of the 4,000 that lie between none was asked for"


def test_what_is_gone_of_records_far_apart_makes_a_moment_inexact(
    talk: Any, listed: Any, read_all: Any
) -> None:
    talk.opened(1)
    for number in range(3):
        asked = talk.request(2 * number + 1)
        for _ in range(100):
            talk(Kind.NOTED, connection=2, detail={"text": "x"})
    source = listed(talk.records)
    reader = read_all(source, 64)
    assert moment_of(reader, asked).exact
    gone = reader.seqs_of(1, 3)[0]
    source.records = [record for record in source.records if record.seq != gone]
    moment = moment_of(reader, asked)
    assert not moment.exact
    assert moment.connection is not None and list(moment.connection.streams) == [1, 5]


def test_a_connection_silent_for_long_is_known_when_it_speaks_again(
    make_talk: Any, described_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "LUMP", 500)
    monkeypatch.setattr(checkpoints, "OLD", 100)
    monkeypatch.setattr(checkpoints, "SWEEP_EVERY", 20)
    talk, whole = make_talk(memory_records=640), make_talk()
    reader = Reader(talk.journal)
    for one in (talk, whole):
        one.opened(1)
        one.request(1)
        one.opened(2)
    for number in range(200):
        for one in (talk, whole):
            one.exchange(2 * number + 1, connection=2)
        reader.advance(100)
    assert reader._past.columns.base > 500
    seq = talk.request(3)
    whole.request(3)
    reader.advance(100)
    same(moment_of(reader, seq), whole.records, seq, described_of)
