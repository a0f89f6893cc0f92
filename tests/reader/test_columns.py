"""What is kept of the fold of each record."""

from __future__ import annotations

import sys
from typing import Any

import hyperframe.frame as hf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.model import Board, Severity
from h2craft.reader import columns
from h2craft.reader.columns import Columns
from h2craft.reader.texts import Texts
from h2craft.trace import Kind


def columns_of(talk: Any, columns: Columns | None = None) -> Columns:
    columns = Columns() if columns is None else columns
    board = Board()
    records = talk.records
    columns.add(records, [board.fold(record) for record in records])
    return columns


def test_they_have_connection_stream_name_and_summary(talk: Any) -> None:
    talk.opened(3)
    seq = talk.request(5, "/a", connection=3)
    columns = columns_of(talk)
    assert (columns.base, columns.last) == (0, seq)
    assert (columns.connection(seq), columns.stream(seq)) == (3, 5)
    assert (columns.name(seq), columns.summary(seq)) == ("GET /a", "GET /a")
    assert columns.summary(1) is None
    assert (columns.severity(seq), columns.finding(seq)) == (None, "")
    assert columns.connection(99) == 0 and not columns.has(99)


def test_a_record_costs_a_fixed_number_of_octets(talk: Any) -> None:
    talk.opened()
    for number in range(100):
        talk.exchange(2 * number + 1, "/same")
    columns = columns_of(talk)
    assert columns.octets == 21 * talk.journal.last
    assert columns.texts.octets < 500


def test_a_severity_is_kept_with_the_words(talk: Any) -> None:
    talk.opened()
    columns = columns_of(talk)
    seq = talk.data(9)
    columns = columns_of(talk)
    assert columns.severity(seq) is Severity.WARNING
    assert columns.finding(seq).startswith("! 5.1 (ours) DATA on stream 9")


def test_records_of_a_connection_or_a_stream_are_found(talk: Any) -> None:
    talk.opened(1)
    talk.opened(2)
    talk.exchange(1, connection=2)
    talk.exchange(1, connection=1)
    columns = columns_of(talk)
    records = talk.records
    for after, upto in ((0, 99), (3, 15), (5, 5), (14, 3)):
        wanted = [r.seq for r in records if r.connection == 2 and after < r.seq <= upto]
        assert list(columns.of(2, after, upto)) == wanted
    assert list(columns.of_stream(2, 1, 0, 99)) == [13, 14, 16, 17, 19]
    assert list(columns.of_stream(2, 0, 0, 99)) == [7, 8, 9, 10, 11, 12, 15, 18]


def test_what_was_lost_leaves_room_so_that_seqs_stay_right(talk: Any) -> None:
    talk.opened()
    records = talk.records
    columns, board = Columns(), Board()
    for part in (records[2:3], records[4:]):
        columns.add(part, [board.fold(record) for record in part])
    assert columns.base == 2
    assert [columns.connection(seq) for seq in range(1, 7)] == [0, 0, 1, 0, 1, 1]


def test_the_oldest_may_be_dropped(talk: Any) -> None:
    talk.opened()
    seq = talk.request(1, "/a")
    columns = columns_of(talk)
    columns.drop(seq)
    assert (columns.base, columns.last, columns.octets) == (seq - 1, seq, 21)
    assert columns.name(seq) == "GET /a"
    columns.drop(99)
    assert columns.octets == 0


def test_a_stream_that_was_asked_for_nothing_has_no_name(talk: Any) -> None:
    talk.opened()
    empty = [(":method", ""), (":path", "")]
    frame = hf.HeadersFrame(1, talk.block(Kind.FRAME_RECEIVED, empty), flags=["END_HEADERS"])
    seq = talk.frame(Kind.FRAME_RECEIVED, frame)
    kept = columns_of(talk)
    assert (kept.stream(seq), kept.name(seq)) == (1, "")


def test_names_are_right_also_of_more_streams_than_are_remembered(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "KEPT_NAMES", 3)
    talk.opened()
    asked = {talk.request(2 * number + 1, f"/{number}"): f"GET /{number}" for number in range(10)}
    asked |= {talk.data(2 * number + 1): f"GET /{number}" for number in range(10)}
    kept = columns_of(talk)
    assert {seq: kept.name(seq) for seq in asked} == asked
    assert len(kept._named) <= 3


def test_a_summary_that_is_not_kept_any_more_is_none(talk: Any) -> None:
    talk.opened()
    first = talk.request(1, "/first")
    columns = Columns(Texts(segments=1))
    columns_of(talk, columns)
    for number in range(400):
        columns.texts.put(f"{number:04}" * 900)
    assert columns.summary(first) is None
    assert columns.name(first) == ""


def test_numbers_no_column_holds_are_none(talk: Any) -> None:
    talk(Kind.NOTED, connection=1 << 40, detail={"stream": 1 << 70, "text": ""})
    talk(Kind.NOTED, connection=1, detail={"stream": -5, "text": ""})
    columns = columns_of(talk)
    assert [columns.connection(1), columns.stream(1), columns.stream(2)] == [0, 0, 0]
    assert [
        *columns.of(1 << 40, 0, 2),
        *columns.of(-1, 0, 2),
        *columns.of_stream(1, -5, 0, 2),
    ] == []


@given(
    st.lists(st.sampled_from([1, 2, 256, 0x0100_0000, 0x0001_0000, 0]), max_size=300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.sampled_from([(4096, 16), (0, 16), (0, 1), (0, 1 << 30)]),
)
def test_a_number_is_found_however_it_is_looked_for(
    numbers: list[int], after: int, upto: int, how: tuple[int, int]
) -> None:
    made = Columns()
    made.connections.extend(numbers)
    made.streams.extend(reversed(numbers))
    kept = columns.FEW, columns.RARE
    columns.FEW, columns.RARE = how
    try:
        for wanted in (0, 1, 256, 1 << 40, -1):
            both = list(enumerate(zip(numbers, reversed(numbers), strict=True), 1))
            mine = [seq for seq, (one, _) in both if one == wanted and after < seq <= upto]
            assert list(made.of(wanted, after, upto)) == mine
            mine = [seq for seq, pair in both if pair == (1, wanted) and after < seq <= upto]
            assert list(made.of_stream(1, wanted, after, upto)) == mine
    finally:
        columns.FEW, columns.RARE = kept


def test_octets_of_two_numbers_are_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "FEW", 0)
    made = Columns()
    high = int.from_bytes(b"\0\0\0\1", sys.byteorder)  # and the next begins with octets of 0
    numbers = [high, 0] * 20 + [int.from_bytes(b"\1\0\0\0", sys.byteorder)] + [0] * 2000
    made.connections.extend(numbers)
    assert list(made.of(numbers[40], 0, len(numbers))) == [41]


def test_in_a_long_column_rare_numbers_and_frequent_ones_are_found() -> None:
    made = Columns()
    made.connections.extend([7 if number % 500 == 3 else 1 for number in range(10_000)])
    made.streams.extend([0] * 10_000)
    assert list(made.of(7, 0, 10_000)) == list(range(4, 10_000, 500))
    assert len(list(made.of(1, 0, 10_000))) == 9980
