"""Reading along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.model import Board, Reading
from h2craft.reader import Reader
from h2craft.trace import Journal, Kind, TraceReader, TraceWriter


def test_advance_folds_at_most_so_many_and_says_how_many(talk: Any) -> None:
    talk.opened()
    reader = Reader(talk.journal)
    assert reader.advance(4) == 4
    assert (reader.position, reader.last, reader.first) == (4, 6, 1)
    assert reader.at == talk.journal.get(4).at
    version = reader.version
    assert (reader.advance(100), reader.advance(100)) == (2, 0)
    assert reader.version > version
    version = reader.version
    reader.advance(1)
    assert reader.version == version


def test_a_listener_is_shown_each_reading_while_its_connection_is_as_of_it(talk: Any) -> None:
    talk.opened()
    talk.exchange(1)
    reader = Reader(talk.journal)
    states: list[str] = []

    def look(reading: Reading) -> None:
        if reading.stream is not None:
            states.append(reading.stream.state.value)

    reader.listen(look)
    reader.advance(100)
    assert states[0] == "half-closed-remote"
    assert states[-1] == "closed"


@given(data=st.data(), steps=st.lists(st.integers(1, 300), max_size=5))
@settings(max_examples=40)
def test_the_board_is_that_of_a_plain_fold(
    lively: Any, described_of: Any, data: Any, steps: list[int]
) -> None:
    talk = data.draw(lively)
    reader, board = Reader(talk.journal), Board()
    for step in steps:
        reader.advance(step)
    for record in talk.records[: reader.position]:
        board.fold(record)
    assert described_of(dict(reader.board.connections)) == described_of(dict(board.connections))


def test_our_role_is_passed_on(talk: Any, read_all: Any) -> None:
    talk(Kind.CONNECTION_OPENED)
    assert read_all(talk.journal, 5, "client").board.connections[1].role == "client"


def test_an_empty_source_has_nothing_and_may_get_something(talk: Any) -> None:
    reader = Reader(talk.journal)
    assert (reader.advance(5), reader.row(1), reader.moment(1)) == (0, None, None)
    assert (reader.first, reader.last, reader.at) == (1, 0, 0.0)
    talk.opened()
    assert reader.advance(5) == 5
    assert reader.row(1) is not None


@pytest.mark.parametrize("seq", [-1, 0, 7, 10_000])
def test_there_is_no_row_where_there_never_was_a_record(talk: Any, read_all: Any, seq: int) -> None:
    talk.opened()
    reader = read_all(talk.journal)
    assert reader.row(seq) is None and reader.moment(seq) is None
    assert [row.seq for row in reader.rows([1, seq, 2])] == [1, 2]


def test_seqs_of_a_connection_and_of_a_stream(talk: Any, read_all: Any) -> None:
    talk.opened()
    talk.exchange(1)
    talk.exchange(3)
    reader = read_all(talk.journal)
    assert list(reader.seqs_of(1)) == list(range(1, 21))
    assert list(reader.seqs_of(1, 3)) == [14, 15, 17, 18, 20]
    assert list(reader.seqs_of(9)) == []
    talk.exchange(1)
    reader.advance(100)
    assert list(reader.seqs_of(1, 1)) == [7, 8, 10, 11, 13, 21, 22, 24, 25, 27]
    assert [len(reader.seqs_of(number)) for number in (1, 2, 3, 4, 5, 1)] == [27, 0, 0, 0, 0, 27]


def test_after_records_were_lost_the_board_begins_anew(talk: Any, listed: Any) -> None:
    talk.opened()
    talk.exchange(1)
    talk.exchange(3)
    reader = Reader(listed([record for record in talk.records if not 8 < record.seq < 12]))
    board = reader.board
    reader.advance(8)
    assert reader.board is board and board.connections[1].whole
    reader.advance(100)
    assert reader.board is not board
    assert not reader.board.connections[1].whole
    assert reader.row(10) is None and reader.position == 20
    assert not reader.moment(20).exact


def test_a_source_that_begins_late_is_read_from_there(talk: Any, listed: Any) -> None:
    talk.opened()
    talk.exchange(1)
    reader = Reader(listed(talk.records[7:]))
    view = reader.view("")
    reader.advance(100)
    assert reader.first == 8 and reader.position == 13
    assert view.seqs(0, 99) == [10, 11]
    assert reader.row(3) is None


def test_a_source_that_fails_is_trouble_and_nothing_more(talk: Any, listed: Any) -> None:
    talk.opened()
    source = listed(talk.records)
    reader = Reader(source)
    reader.advance(3)
    source.broken = "disk on fire"
    assert (reader.advance(3), reader.row(5), reader.moment(2)) == (0, None, None)
    assert reader.readings_of(1) == []
    assert reader.trouble == "disk on fire" and reader.position == 3
    source.broken = ""
    assert reader.advance(100) == 3 and not reader.trouble


def test_the_row_of_a_record_that_is_gone_says_so(make_talk: Any) -> None:
    talk = make_talk(memory_records=64)
    talk.opened()
    seq = talk.request(1, "/early")
    reader = Reader(talk.journal)
    reader.advance(100)
    for number in range(100):
        talk.exchange(2 * number + 3)
        reader.advance(100)
    row, other = reader.row(seq), reader.row(2)
    assert row is not None and other is not None
    assert (row.summary, row.name, row.stream_id) == ("GET /early", "GET /early", 1)
    assert other.summary == "no longer kept" and other.connection == 1
    assert reader.moment(seq) is None


def test_a_trace_file_is_read_while_it_grows(tmp_path: Path, make_talk: Any) -> None:
    talk = make_talk()
    with TraceWriter(tmp_path / "trace") as writer:
        talk.journal = Journal(archive=writer)
        talk.opened()
        talk.journal.archive_next()
        with TraceReader(writer.path) as source:
            reader = Reader(source)
            view = reader.view("")
            assert (view.count, reader.advance(100)) == (6, 6)
            talk.exchange(1)
            talk.journal.archive_next()
            assert reader.advance(100) == 0
            source.refresh()
            assert reader.advance(100) == 7
            assert view.count == 9
            assert reader.row(7).summary == "GET /"


def test_a_damaged_block_is_a_gap(tmp_path: Path, make_talk: Any) -> None:
    talk = make_talk()
    path = tmp_path / "trace"
    with TraceWriter(path) as writer:
        talk.journal = Journal(archive=writer)
        talk.opened()
        talk.journal.archive_next()
        start = writer.size
        talk.exchange(1)
        talk.journal.archive_next()
        end = writer.size
        talk.exchange(3)
        talk.journal.archive_next()
    octets = bytearray(path.read_bytes())
    octets[end - 3] ^= 1
    assert start < end - 3
    path.write_bytes(octets)
    with TraceReader(path) as source:
        reader = Reader(source)
        view = reader.view("")
        assert view.count == 12  # the kinds alone do not show the damage
        epoch = view.epoch
        reader.advance(100)
        assert view.epoch != epoch
        assert view.seqs(0, 99) == [1, 2, 3, 4, 5, 6, 14, 17, 18]
        assert reader.row(8) is None
        assert source.damage


def test_what_it_keeps_for_a_record_is_bounded(talk: Any, read_all: Any) -> None:
    talk.opened()
    for number in range(600):
        talk.exchange(2 * number + 1, f"/{number}")
    reader = read_all(talk.journal, 256)
    assert reader.sizes["kinds"] == talk.journal.last
    assert reader.sizes["columns"] == 21 * talk.journal.last
    assert reader.octets < 60 * talk.journal.last
