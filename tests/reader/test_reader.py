"""Reading along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.model import Board, Connection, Reading, standing_of
from h2craft.reader import Reader
from h2craft.reader.checkpoints import EVERY
from h2craft.trace import Journal, Kind, Record, TraceReader, TraceWriter


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


def test_a_moment_whose_past_cannot_be_read_is_none_and_says_why(talk: Any, listed: Any) -> None:
    talk.opened()
    seq = talk.request()
    source = listed(talk.records)
    reader = Reader(source)
    reader.advance(100)
    assert reader.row(seq) is not None
    source.broken = "no such device"
    assert reader.row(seq) is not None, "its page is still at hand"
    assert reader.moment(seq) is None
    assert reader.trouble == "no such device"
    assert reader.readings_of(1) == []


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


# Beginning in the middle


def state_of(connection: Connection) -> Any:
    """What a later record is read by, and a screen shows."""
    told = standing_of(connection)
    for side in ("peer", "us"):
        told[side].pop("frames", None)
        told[side].pop("settled", None)
    for row in told["streams"]:
        row.pop("script", None)
        row.pop("held", None)
    return told


def standings_at(records: list[Record], cuts: dict[int, int]) -> dict[int, Any]:
    """How connections stood, each after a record of its own."""
    told = {}
    for number, cut in cuts.items():
        board = Board()
        for record in records:
            if record.seq <= cut:
                board.fold(record)
        if number in board.connections and board.connections[number].started:
            told[number] = standing_of(board.connections[number]) | {"seq": cut}
    return told


_ONCE = frozenset(
    (
        Kind.CONNECTION_OPENED,
        Kind.CONNECTION_CLOSED,
        Kind.PREFACE_RECEIVED,
        Kind.PREFACE_SENT,
        Kind.UPGRADED,
    )
)


def sensible(records: list[Record]) -> list[Record]:
    """Without beginnings and ends in the middle of a connection, which no engine records."""
    return [
        record._replace(kind=Kind.NOTED) if record.kind in _ONCE and record.seq > 10 else record
        for record in records
    ]


@given(data=st.data(), begins=st.integers(0, 60), step=st.integers(1, 60))
@settings(max_examples=40)
def test_who_begins_in_the_middle_reads_on_like_who_was_there_from_the_beginning(
    lively: Any, listed: Any, data: Any, begins: int, step: int
) -> None:
    records = sensible(data.draw(lively).records)
    begins = min(begins, len(records) - 1)  # at least one is left to be read
    cuts = {number: data.draw(st.integers(begins, len(records))) for number in (1, 2)}
    told = standings_at(records, cuts)
    reader, whole = Reader(listed(records[begins:])), Reader(listed(records))
    reader.resume(begins, told)
    shown: dict[int, Any] = {}
    whole.listen(lambda reading: shown.__setitem__(reading.record.seq, reading.fields))
    while whole.advance(100):
        pass

    def look(reading: Reading) -> None:
        record = reading.record
        if record.connection in told and record.seq > cuts[record.connection]:
            assert reading.fields == shown[record.seq]

    reader.listen(look)
    while reader.advance(step):
        pass
    for number in told:
        theirs = reader.board.connections[number]
        assert state_of(theirs) == state_of(whole.board.connections[number])
    for record in records[begins::7]:
        if record.connection in told and record.seq > cuts[record.connection]:
            moment, known = reader.moment(record.seq), whole.moment(record.seq)
            assert moment is not None and known is not None and moment.exact
            assert moment.connection is not None and known.connection is not None
            assert state_of(moment.connection) == state_of(known.connection)
            assert moment.before == known.before


def begun_late(talk: Any, listed: Any, cut: int, first: int) -> Reader:
    """A reader of the records from `first` on, with the standing of connection 1 after `cut`."""
    reader = Reader(listed(talk.records[first - 1 :]))
    reader.resume(cut, standings_at(talk.records, {1: cut}))
    return reader


def test_a_standing_is_there_before_any_record_has_come(talk: Any, listed: Any) -> None:
    talk.opened()
    cut = talk.request()
    empty = listed([])
    reader = Reader(empty)
    reader.resume(cut, standings_at(talk.records, {1: cut}))
    assert reader.advance(10) == 0
    assert not reader.board.connections, "what comes before it may still come"
    empty.records.append(talk.journal.get(cut)._replace(seq=cut + 1))
    reader.advance(10)
    assert reader.board.connections[1].resumed == cut


def test_a_reader_that_begins_right_after_the_standing(talk: Any, listed: Any) -> None:
    talk.opened()
    cut = talk.request(1, "/early")
    talk.response(1)
    reader = begun_late(talk, listed, cut, cut + 1)
    version = reader.version
    reader.advance(10)
    assert reader.version > version
    stream = reader.board.connections[1].streams[1]
    assert (stream.path, stream.status) == (b"/early", 200)
    moment = reader.moment(cut + 1)
    assert moment is not None and moment.exact and moment.stream is not None
    assert not reader.board.connections[1].whole


def test_moments_before_the_standing_say_that_they_are_partial(talk: Any, listed: Any) -> None:
    talk.opened()
    talk.request(1)
    cut = talk.request(3)
    talk.response(3)
    reader = begun_late(talk, listed, cut, cut)
    while reader.advance(1):
        pass
    before, after = reader.moment(cut), reader.moment(cut + 1)
    assert before is not None and not before.exact
    assert after is not None and after.exact
    assert [reading.record.seq for reading in reader.readings_of(1)] == [cut, cut + 1]
    stream = reader.readings_of(1)[-1].stream
    assert stream is not None and stream.path == b"/"


def test_lists_go_on_across_the_standing(talk: Any, listed: Any) -> None:
    talk.opened()
    talk.request(1, "/a")
    cut = talk.response(1)
    talk.data(1)
    reader = begun_late(talk, listed, cut, cut - 1)
    matching, everything = reader.view("path:/a"), reader.view("")
    while reader.advance(1):
        pass
    assert matching.seqs(0, 10) == [cut - 1, cut, cut + 1]
    assert everything.seqs(0, 10) == [cut - 1, cut, cut + 1]
    assert len(reader.rows([cut - 1, cut, cut + 1])) == 3


def test_a_standing_whose_next_records_are_gone_says_little(talk: Any, listed: Any) -> None:
    talk.opened()
    cut = talk.request(1)
    talk.exchange(3)
    reader = begun_late(talk, listed, cut, cut + 4)
    reader.advance(10)
    connection = reader.board.connections[1]
    assert connection.opened["scheme"] == "https"
    assert (connection.resumed, connection.whole) == (0, False)
    moment = reader.moment(cut + 5)
    assert moment is not None and not moment.exact


def test_a_standing_within_a_gap_is_taken_over_after_it(talk: Any, listed: Any) -> None:
    talk.opened()
    cut = talk.request(1)
    talk.exchange(3)
    records = talk.records
    reader = Reader(listed([*records[: cut - 2], *records[cut + 3 :]]))
    reader.resume(cut, standings_at(records, {1: cut}))
    while reader.advance(3):
        pass
    assert reader.board.connections[1].opened["scheme"] == "https"
    assert reader.position == records[-1].seq


def test_a_connection_whose_beginning_was_read_needs_no_standing(talk: Any, listed: Any) -> None:
    talk.opened()
    cut = talk.request(1)
    talk.response(1)
    reader = begun_late(talk, listed, cut, 1)
    while reader.advance(2):
        pass
    assert reader.board.connections[1].whole
    moment = reader.moment(cut)
    assert moment is not None and moment.exact


def test_requests_that_were_held_before_the_first_record_are_held(talk: Any, listed: Any) -> None:
    talk.opened()
    cut = talk.request(1)
    told = standings_at(talk.records, {1: cut})
    told[1]["requests"] = [[1, 99, cut, 2.5, "why \x1b[2J", "filter"]]
    talk.response(1)
    reader = Reader(listed(talk.records[cut:]))
    reader.resume(cut, told)
    reader.advance(10)
    held = reader.held[1, 1]
    assert (held.seq, held.request, held.at) == (99, cut, 2.5)
    assert "\x1b" not in held.why


def test_nor_are_they_whole_by_a_checkpoint_of_what_was_known_in_part(
    talk: Any, listed: Any
) -> None:
    talk.opened()
    talk.request(1)
    first = talk.journal.last + 1
    for _ in range(EVERY + 300):
        cut = talk.data(1, b"")
    talk.data(1)
    reader = begun_late(talk, listed, cut, first)
    while reader.advance(500):
        pass
    before, after = reader.moment(cut), reader.moment(cut + 1)
    assert before is not None and not before.exact
    assert after is not None and after.exact


def test_a_board_keeps_the_order_of_numbers_across_a_standing(talk: Any, listed: Any) -> None:
    talk.opened(1)
    talk.opened(2)
    cut = talk.request(1, connection=2)
    told = standings_at(talk.records, {1: cut, 2: cut})
    reader = Reader(listed(talk.records[cut - 1 :]))
    reader.resume(cut, told)
    reader.advance(10)
    assert list(reader.board.connections) == [1, 2]
