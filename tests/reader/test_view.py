"""The list of everything: its length is known at once, and rows stay where they are."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.filter import FilterError
from h2craft.reader import Reader
from h2craft.report import QUIET
from h2craft.trace import Kind, Origin


@pytest.fixture
def long_talk(talk: Any) -> Any:
    talk.opened()
    for number in range(200):
        talk.exchange(2 * number + 1)
    return talk


def shown(talk: Any, hidden: Any = QUIET) -> list[int]:
    hidden = {*hidden, Kind.COMMENTED}
    return [record.seq for record in talk.records if record.kind not in hidden]


def test_its_length_is_known_before_anything_is_folded(long_talk: Any) -> None:
    reader = Reader(long_talk.journal)
    view = reader.view("")
    assert reader.position == 0
    assert view.count == len(shown(long_talk)) == 606
    assert view.complete and (view.scanned, view.total) == (1406, 1406)
    assert view.advance(100) == 0


def test_rows_hold_still_while_it_is_folded(long_talk: Any) -> None:
    reader = Reader(long_talk.journal)
    view = reader.view("")
    rows, epoch = view.seqs(0, 10_000), view.epoch
    while reader.advance(100):
        assert view.seqs(0, 10_000) == rows
    assert view.epoch == epoch
    assert rows == shown(long_talk)


def test_seqs_and_indexes_go_both_ways(long_talk: Any) -> None:
    view = Reader(long_talk.journal).view("")
    for index in range(0, view.count, 17):
        assert view.index_of(view.seq_at(index)) == index
    assert view.seqs(600, 900) == shown(long_talk)[600:]
    assert view.seqs(5, 5) == view.seqs(9, 3) == []
    assert view.index_of(9999) == view.count
    assert view.has(shown(long_talk)[5]) and not view.has(8)
    for index in (-1, view.count):
        with pytest.raises(IndexError):
            view.seq_at(index)


def test_quiet_kinds_are_rows_when_asked_for_and_comments_never(long_talk: Any) -> None:
    long_talk(Kind.COMMENTED, cause=3, detail={"text": "x"})
    reader = Reader(long_talk.journal)
    assert reader.view("", quiet=frozenset()).seqs(0, 9999) == shown(long_talk, ())
    assert reader.view(" ", quiet=frozenset({Kind.FRAME_SENT})).count == len(
        shown(long_talk, {Kind.FRAME_SENT})
    )


@pytest.mark.parametrize("text", ["-origin:automatic", " not origin:automatic "])
def test_automatic_frames_are_hidden_without_looking_at_records(long_talk: Any, text: str) -> None:
    reader = Reader(long_talk.journal)
    view = reader.view(text)
    kept = {one.seq for one in long_talk.records if one.origin != Origin.AUTOMATIC}
    assert view.complete
    assert view.seqs(0, 9999) == [seq for seq in shown(long_talk) if seq in kept]
    assert view.count == reader.view("").count - 2


def test_it_grows_as_records_come(long_talk: Any) -> None:
    reader = Reader(long_talk.journal)
    view = reader.view("")
    before = view.count
    seq = long_talk.exchange(1001)
    reader.advance(1)
    assert view.count == before + 3
    assert view.seqs(0, 9999) == shown(long_talk)
    assert reader.position < seq


def test_where_kinds_are_not_told_unread_records_count_as_rows(long_talk: Any, listed: Any) -> None:
    reader = Reader(listed(long_talk.records))
    view = reader.view("")
    assert view.count == 1406 and not view.complete
    assert view.seq_at(1000) == 1001 and view.index_of(1001) == 1000
    reader.advance(706)
    assert view.count == 306 + 700
    assert view.seqs(300, 310) == [*shown(long_talk)[300:306], 707, 708, 709, 710]
    assert view.index_of(708) == 307 and view.index_of(5000) == view.count
    with pytest.raises(IndexError):
        view.seq_at(view.count)
    while reader.advance(100):
        pass
    assert view.seqs(0, 9999) == shown(long_talk) and view.complete


def test_what_is_no_filter_is_refused(talk: Any) -> None:
    with pytest.raises(FilterError):
        Reader(talk.journal).view("type:")


def test_a_view_nobody_holds_costs_nothing(long_talk: Any) -> None:
    reader = Reader(long_talk.journal)
    reader.view("stream:1")
    view = reader.view("stream:3")
    assert len(reader._views) == 1
    assert view.text == "stream:3"
