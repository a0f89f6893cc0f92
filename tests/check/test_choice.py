from __future__ import annotations

from dataclasses import dataclass

import pytest

from h2craft.check import Choice, NoSuchCase
from h2craft.check.choice import matches


@dataclass(frozen=True)
class Listed:
    id: str
    group: str
    star: bool = False
    tags: tuple[str, ...] = ("check",)


KNOWN = [
    Listed("A/6.1/padded-data", "A", True, ("check", "star", "padding")),
    Listed("A/6.10/continuation-many", "A"),
    Listed("9113/6.1/data-stream-0", "B", True, ("check", "star")),
    Listed("9113/6.10/continuation-first", "B"),
    Listed("E/3.4/preface", "E"),
]


def chosen(choice: Choice) -> list[str]:
    found = choice.of(KNOWN, lambda one: one.group, lambda one: one.tags)
    return [one.id for one in found]


@pytest.mark.parametrize(
    ("pattern", "means"),
    [
        ("9113/6.1/data-stream-0", ["9113/6.1/data-stream-0"]),
        ("data-stream-0", ["9113/6.1/data-stream-0"]),
        ("DATA-stream-0", ["9113/6.1/data-stream-0"]),
        ("6.1", ["A/6.1/padded-data", "9113/6.1/data-stream-0"]),
        ("A/6.1", ["A/6.1/padded-data"]),
        ("A", ["A/6.1/padded-data", "A/6.10/continuation-many"]),
        ("B/9113/6.1", ["9113/6.1/data-stream-0"]),
        ("B", ["9113/6.1/data-stream-0", "9113/6.10/continuation-first"]),
        ("*continuation*", ["A/6.10/continuation-many", "9113/6.10/continuation-first"]),
        ("*/6.1*", [one.id for one in KNOWN[:4]]),
        ("A/6.1/", ["A/6.1/padded-data"]),
    ],
)
def test_a_pattern_means_ids(pattern: str, means: list[str]) -> None:
    assert chosen(Choice(only=(pattern,))) == means


def test_several_patterns_mean_what_either_means() -> None:
    assert chosen(Choice(only=("preface", "padded-data"))) == ["A/6.1/padded-data", "E/3.4/preface"]


def test_what_is_skipped_is_left_out_of_all_or_of_what_is_wanted() -> None:
    assert chosen(Choice(skip=("A", "E"))) == [
        "9113/6.1/data-stream-0",
        "9113/6.10/continuation-first",
    ]
    assert chosen(Choice(only=("6.1",), skip=("A",))) == ["9113/6.1/data-stream-0"]


def test_groups_and_tags_narrow_it() -> None:
    assert chosen(Choice(groups=("B", "E"), only=("*",))) == [one.id for one in KNOWN[2:]]
    assert chosen(Choice(tags=("star", "padding"))) == ["A/6.1/padded-data"]


def test_without_a_word_all_are_meant() -> None:
    assert chosen(Choice()) == [one.id for one in KNOWN]


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("9113/6.1/data-steam-0", "did you mean 9113/6.1/data-stream-0"),
        ("data-steam-0", "did you mean 9113/6.1/data-stream-0"),
        ("stream", "did you mean 9113/6.1/data-stream-0"),
        ("zzzz", "--list shows them all"),
    ],
)
def test_a_pattern_that_means_nothing_says_what_is_near(pattern: str, hint: str) -> None:
    for choice in (Choice(only=("A", pattern)), Choice(skip=(pattern,))):
        with pytest.raises(NoSuchCase, match="no case matches") as caught:
            chosen(choice)
        assert repr(pattern) in str(caught.value) and hint in str(caught.value)


def test_where_nothing_is_left_that_is_said() -> None:
    with pytest.raises(NoSuchCase, match="no case is left"):
        chosen(Choice(only=("preface",), groups=("A",)))


def test_a_name_is_matched_with_its_group() -> None:
    assert matches("B/*", "9113/6.1/data-stream-0", "B")
    assert not matches("B/*", "A/6.1/padded-data", "A")
