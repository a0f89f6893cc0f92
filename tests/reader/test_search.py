"""Searching a list, forwards and backwards."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.filter import FilterError, compile
from h2craft.model import Board
from h2craft.reader import Reader, Search, View, search

PATTERNS = ("type:DATA", "/7", "path:/7", "x-nothing", "status:200 type:HEADERS")


@pytest.fixture
def long_talk(talk: Any) -> Any:
    talk.opened()
    for number in range(60):
        talk.exchange(2 * number + 1, f"/{number % 10}")
    return talk


def result(found: Search, step: int = 7) -> int:
    while not found.done:
        found.step(step)
    assert found.step(step) == 0
    return found.seq


def all_of(talk: Any, view: View, pattern: str) -> list[int]:
    board, made = Board(), compile(pattern)
    matching = [one.seq for one in talk.records if made.matches(board.fold(one))]
    return [seq for seq in matching if view.has(seq)]


@pytest.mark.parametrize("rows", [3, 256])
@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("text", ["", "stream:1..41", "path:/7"])
def test_one_after_the_other_every_row_that_matches_is_found(
    long_talk: Any,
    read_all: Any,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    pattern: str,
    rows: int,
) -> None:
    monkeypatch.setattr(search, "ROWS", rows)
    reader = read_all(long_talk.journal)
    view = reader.view(text)
    while view.advance(100):
        pass
    expected = all_of(long_talk, view, pattern)
    for backwards in (False, True):
        found, at = [], -1
        while seq := result(view.find(pattern, at, backwards=backwards)):
            found.append(seq)
            at = view.index_of(seq)
        assert found == (expected[::-1] if backwards else expected)


def test_a_search_says_the_index_as_it_is_now(long_talk: Any, read_all: Any) -> None:
    view = read_all(long_talk.journal).view("")
    found = view.find("type:DATA")
    assert found.index is None and not found.done
    seq = result(found)
    assert view.seq_at(found.index) == seq


def test_a_search_goes_in_slices(long_talk: Any, read_all: Any) -> None:
    reader = read_all(long_talk.journal)
    view = reader.view("")
    for pattern in ("nothing", "path:/nothing"):
        found = view.find(pattern)
        assert 0 < found.step(50) <= 50 and not found.done
        assert result(found) == 0 and found.index is None


def test_the_fold_is_gone_through_once_for_all_searches_of_a_pattern(
    long_talk: Any, read_all: Any
) -> None:
    reader = read_all(long_talk.journal)
    view = reader.view("")
    assert result(view.find("path:/none", backwards=True)) == 0
    again = view.find("path:/none", 3)
    assert again.step(1) == 0 and again.done


def test_a_search_of_what_is_not_folded_finds_what_the_frame_says(long_talk: Any) -> None:
    reader = Reader(long_talk.journal)
    view = reader.view("")
    assert view.seqs(0, 99)[view.index_of(result(view.find("type:DATA")))] == 11
    assert result(view.find("/7")) == 0


def test_what_is_no_pattern_is_refused(talk: Any) -> None:
    with pytest.raises(FilterError):
        Reader(talk.journal).view("").find("type:")


def test_a_source_that_fails_ends_the_search(long_talk: Any, listed: Any, read_all: Any) -> None:
    source = listed(long_talk.records)
    reader = read_all(source)
    view = reader.view("")
    source.broken = "gone"
    assert result(view.find("path:/7")) == 0
    assert reader.trouble == "gone"
