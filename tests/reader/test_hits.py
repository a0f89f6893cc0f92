"""Lists with a filter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.filter import compile
from h2craft.model import Board
from h2craft.reader import Reader, View
from h2craft.report import QUIET
from h2craft.trace import Kind, Record

FILTERS = (
    "type:DATA",
    "conn:2 -dir:sent",
    "stream:3 or kind:connection_opened",
    "GET",
    "~(200|hello)",
    "path:/a",
    "status:2xx -type:DATA",
    "finding:",
    "-finding: script:item",
    "field:x-answer",
)


def wanted(records: list[Record], text: str, hidden: Any = QUIET) -> list[int]:
    board, made = Board(), compile(text)
    hidden = {*hidden, Kind.COMMENTED}
    return [
        record.seq
        for record in records
        if made.matches(board.fold(record)) and record.kind not in hidden
    ]


def scan(view: View, step: int = 5) -> None:
    while view.advance(step):
        pass


def rows(view: View) -> list[int]:
    found = view.seqs(0, view.count)
    assert found == sorted(found)
    assert [view.seq_at(index) for index in range(view.count)] == found
    assert [view.index_of(seq) for seq in found] == list(range(view.count))
    return found


@given(data=st.data(), text=st.sampled_from(FILTERS), before=st.integers(0, 60))
@settings(max_examples=120)
def test_a_view_has_what_matches_wherever_reading_stood_when_it_was_made(
    lively: Any, data: Any, text: str, before: int
) -> None:
    talk = data.draw(lively)
    reader = Reader(talk.journal)
    reader.advance(before)
    view = reader.view(text)
    for _ in range(200):
        reader.advance(data.draw(st.integers(0, 9)))
        view.advance(data.draw(st.integers(1, 9)))
        if reader.position == reader.last and view.complete:
            break
    scan(view)
    reader.advance(1000)
    assert view.complete and view.scanned == view.total
    assert rows(view) == wanted(talk.records, text)


@pytest.fixture
def long_talk(talk: Any) -> Any:
    talk.opened()
    for number in range(100):
        talk.exchange(2 * number + 1, f"/{number % 10}")
    return talk


def test_first_hits_are_there_long_before_the_last(long_talk: Any, read_all: Any) -> None:
    view = read_all(long_talk.journal).view("path:/1")
    assert (view.count, view.complete) == (0, False)
    view.advance(50)
    assert 0 < view.count < 20
    assert view.scanned == 50 and view.total == long_talk.journal.last
    assert not view.complete
    scan(view)
    assert view.complete and view.count == 30


def test_what_needs_no_fold_is_found_before_anything_is_folded(long_talk: Any) -> None:
    reader = Reader(long_talk.journal)
    view = reader.view("type:DATA")
    scan(view)
    assert view.count == 100 and view.complete
    assert reader.position == 0
    reader.advance(10_000)
    assert view.count == 100


def test_what_comes_is_tested_as_it_is_folded(long_talk: Any, read_all: Any) -> None:
    reader = read_all(long_talk.journal)
    for text in ("type:DATA", "path:/new", "new"):
        view = reader.view(text)
        scan(view)
        count = view.count
        seq = long_talk.request(1001 + 2 * long_talk.journal.last, "/new")
        seq = long_talk.data(long_talk.records[-1].octets[8] + 256, b"new")
        assert view.count == count and not view.complete
        reader.advance(100)
        assert view.complete and view.count > count
        assert view.seq_at(view.count - 1) <= seq


def test_indexes_that_move_while_both_ends_grow_are_announced(
    long_talk: Any, read_all: Any
) -> None:
    reader = read_all(long_talk.journal)
    view = reader.view("status:200")
    view.advance(20)
    epoch = view.epoch
    last = long_talk.response(1)
    reader.advance(10)
    assert view.epoch == epoch
    at = view.index_of(last)
    assert view.seq_at(at) == last
    scan(view)
    assert view.epoch != epoch
    assert view.index_of(last) > at and view.seq_at(view.index_of(last)) == last


def test_quiet_kinds_are_hidden_unless_asked_for(long_talk: Any, read_all: Any) -> None:
    reader = read_all(long_talk.journal)
    for quiet in (QUIET, frozenset[Kind]()):
        view = reader.view("stream:1", quiet=quiet)
        scan(view)
        assert rows(view) == wanted(long_talk.records, "stream:1", quiet)


def test_what_was_lost_under_way_does_not_mislead(
    long_talk: Any, listed: Any, read_all: Any
) -> None:
    records = [record for record in long_talk.records if not 100 < record.seq < 300]
    reader = read_all(listed(records))
    for text in ("type:DATA", "status:200", "field:x-answer"):
        view = reader.view(text)
        scan(view)
        assert view.complete
        assert all(seq <= 100 or seq >= 300 for seq in rows(view))
    before, after = Board(), Board()
    made = compile("status:200")
    matching = [
        record.seq
        for record in records
        if made.matches((before if record.seq <= 100 else after).fold(record))
    ]
    view = reader.view("status:200", quiet=frozenset())
    scan(view)
    assert rows(view) == matching


def test_a_source_that_fails_stops_the_scan_and_not_for_good(
    long_talk: Any, listed: Any, read_all: Any
) -> None:
    source = listed(long_talk.records)
    reader = read_all(source)
    view = reader.view("type:DATA")
    view.advance(100)
    source.broken = "no such device"
    assert view.advance(100) == 0
    assert reader.trouble == "no such device" and not view.complete
    source.broken = ""
    scan(view)
    assert view.complete and view.count == 100 and not reader.trouble


def test_nothing_moves_where_nothing_that_matches_was_forgotten(
    long_talk: Any, read_all: Any
) -> None:
    view = read_all(long_talk.journal).view("path:/9")
    scan(view)
    found, epoch = rows(view), view.epoch
    view.forget(found[0])
    assert (rows(view), view.epoch) == (found, epoch)
    view.forget(found[0] + 1)
    assert rows(view) == found[1:] and view.epoch != epoch


def test_indexes_out_of_range_are_refused(long_talk: Any, read_all: Any) -> None:
    view = read_all(long_talk.journal).view("type:DATA")
    scan(view)
    for index in (-1, 100):
        with pytest.raises(IndexError):
            view.seq_at(index)
    assert view.seqs(-5, 2) == view.seqs(0, 2)


def test_kinds_that_are_hidden_are_shown_to_whoever_names_them(talk: Any, read_all: Any) -> None:
    talk.opened()
    kept = [talk(Kind.TLS_RECEIVED, b"\x16"), talk(Kind.TLS_SENT, b"\x16")]
    reader = read_all(talk.journal)
    for text, expected in (("conn:1 kind:TLS_*", kept), ("conn:1 -kind:NOTED", [])):
        view = reader.view(text)
        scan(view)
        assert [seq for seq in rows(view) if seq in kept] == expected
