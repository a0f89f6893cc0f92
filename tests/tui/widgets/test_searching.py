"""A search through a view, slice by slice, either way and round the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.filter import FilterError
from h2craft.tui.widgets.searching import Found, Search, both, shows


@pytest.fixture
def reader(talk: Any, session_of: Callable[..., Any]) -> Any:
    """Records 8, 11, 14 ... are requests for /0, /1, /2 ..."""
    talk.opened()
    for number in range(20):
        talk.exchange(2 * number + 1, f"/{number}")
    return session_of(talk).reader


def found(search: Search, after: int, backwards: bool = False) -> Found:
    answer = search.answer(after, backwards)
    while answer is None:
        search.look(5)
        answer = search.answer(after, backwards)
    return answer


def test_hits_come_one_after_the_other(reader: Any) -> None:
    search = Search(reader, reader.view(""), "type:DATA")
    assert [found(search, after).seq for after in (0, 10, 12, 13)] == [10, 13, 13, 16]


def test_a_hit_is_told_before_all_was_looked_at(reader: Any) -> None:
    search = Search(reader, reader.view(""), "type:DATA")
    found(search, 0)
    assert search.share < 0.5
    assert not search.done


def test_backwards_it_finds_the_last_one_before(reader: Any) -> None:
    search = Search(reader, reader.view(""), "type:DATA")
    assert found(search, 16, backwards=True) == Found(13)
    assert found(search, 10_000, backwards=True) == Found(67)


def test_round_the_end_it_goes_on_at_the_other_and_says_so(reader: Any) -> None:
    search = Search(reader, reader.view(""), "path:/3")
    first = found(search, 0).seq
    assert found(search, reader.last) == Found(first, wrapped=True)
    assert found(search, first, backwards=True).wrapped


def test_nothing_is_found_in_the_end(reader: Any) -> None:
    assert found(Search(reader, reader.view(""), "type:GOAWAY"), 5) == Found(0)


def test_only_what_the_list_shows_is_found(reader: Any) -> None:
    shown = reader.view("stream:5")
    while shown.advance():
        pass
    search = Search(reader, shown, "type:DATA")
    hit = found(search, 0).seq
    assert shows(shown, hit)
    assert found(search, hit) == Found(hit, wrapped=True)


def test_what_comes_later_is_found_as_well(reader: Any, talk: Any) -> None:
    search = Search(reader, reader.view(""), "type:GOAWAY")
    assert found(search, 0) == Found(0)
    seq = talk.sent(7, 0, 0, bytes(8))
    reader.advance(10)
    assert found(search, 0) == Found(seq)


def test_a_pattern_that_is_none_is_an_error(reader: Any) -> None:
    with pytest.raises(FilterError):
        Search(reader, reader.view(""), "type:")


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [("a", "", "a"), ("", "b", "b"), ("a", "b", "a b"), ("a OR b", "c", "(a OR b) c")],
)
def test_two_filters_make_one_that_means_both(one: str, other: str, whole: str) -> None:
    assert both(one, other) == whole
