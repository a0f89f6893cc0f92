from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.scenario import aligning
from h2craft.scenario.aligning import align, out_of_order


def keys(text: str) -> list[tuple[str, str]]:
    """Letters; the case is not their kind: "a" and "A" are the same thing said differently."""
    return [(letter, letter.lower()) for letter in text]


def told(first: str, second: str) -> list[str]:
    pairs = align(keys(first), keys(second))
    return [("-" if i is None else first[i]) + ("-" if j is None else second[j]) for i, j in pairs]


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        ("", "", []),
        ("abc", "abc", ["aa", "bb", "cc"]),
        ("abc", "axbc", ["aa", "-x", "bb", "cc"]),
        ("axbc", "abc", ["aa", "x-", "bb", "cc"]),
        ("abc", "aBc", ["aa", "bB", "cc"]),
        ("aaaa", "aaa", ["aa", "aa", "aa", "a-"]),
        ("abc", "aB", ["aa", "bB", "c-"]),
        ("abcd", "aXBd", ["aa", "-X", "bB", "c-", "dd"]),
        ("", "ab", ["-a", "-b"]),
    ],
)
def test_one_more_in_the_middle_stays_one_difference(
    first: str, second: str, pairs: list[str]
) -> None:
    assert told(first, second) == pairs


texts = st.text("abcABC", max_size=30)


def check(first: str, second: str) -> None:
    pairs = align(keys(first), keys(second))
    for side, text in enumerate((first, second)):
        places = [pair[side] for pair in pairs if pair[side] is not None]
        assert places == list(range(len(text)))
    assert all(first[i].lower() == second[j].lower() for i, j in pairs if None not in (i, j))


@given(texts, texts)
def test_every_element_is_in_one_pair_and_pairs_keep_both_orders(first: str, second: str) -> None:
    check(first, second)


@given(texts, texts)
def test_what_is_too_long_for_the_longest_match_is_paired_too(first: str, second: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligning, "TOO_MANY", 0)
        check(first, second)


def test_of_what_is_too_long_the_next_equal_one_is_taken() -> None:
    """The first x of the second is before what was paired already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligning, "TOO_MANY", 0)
        assert told("ayxb", "cxyxd") == ["a-", "-c", "-x", "yy", "xx", "b-", "-d"]


@given(st.permutations(range(12)))
def test_without_what_has_to_be_moved_the_rest_rises(places: list[int]) -> None:
    moved = set(out_of_order(places))
    rest = [place for at, place in enumerate(places) if at not in moved]
    assert all(a < b for a, b in pairwise(rest))


@pytest.mark.parametrize(
    ("places", "moved"), [([], []), ([0, 1, 2], []), ([3, 0, 1, 2], [0]), ([0, 2, 3, 1], [3])]
)
def test_as_few_as_can_be_are_moved(places: list[int], moved: list[int]) -> None:
    assert out_of_order(places) == moved
