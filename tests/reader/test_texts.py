"""Texts kept for rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from h2craft.reader import texts
from h2craft.reader.texts import Texts


@given(st.lists(st.text(max_size=40), max_size=60))
def test_a_text_is_found_again_by_its_number(words: list[str]) -> None:
    kept = Texts()
    numbers = [kept.put(word) for word in words]
    shown = [word.encode("utf-8", "replace").decode() for word in words]
    assert [kept.get(number) for number in numbers] == shown


def test_the_empty_text_needs_no_room_and_the_same_text_none_twice() -> None:
    kept = Texts()
    assert (kept.put(""), kept.get(0)) == (0, "")
    assert kept.put("GET /") == kept.put("GET /")
    assert kept.octets == len("GET /") + 2


def test_when_there_is_no_room_the_oldest_go() -> None:
    kept = Texts(segments=3)
    numbers = [kept.put(f"{number:04}" * 900) for number in range(2000)]
    assert kept.octets <= 3 * texts.SEGMENT_OCTETS
    assert kept.get(numbers[0]) is None
    assert kept.get(numbers[-1]) == "1999" * 900
    there = [kept.get(number) is not None for number in numbers]
    assert there == sorted(there)


def test_a_text_may_come_again_after_it_went() -> None:
    kept = Texts(segments=2)
    first = kept.put("hello")
    for number in range(1000):
        kept.put(f"{number:04}" * 900)
    assert kept.get(first) is None
    assert kept.get(kept.put("hello")) == "hello"


def test_a_long_text_is_cut_between_characters() -> None:
    kept = Texts()
    assert kept.get(kept.put("\N{GREEK SMALL LETTER PI}" * 5000)) == (
        "\N{GREEK SMALL LETTER PI}" * (texts.LONGEST_TEXT // 2)
    )


def test_after_four_gigabytes_nothing_more_is_kept() -> None:
    kept = Texts()
    kept._start = kept._base = texts.HIGHEST_NUMBER
    kept.put("x")
    assert kept.put("y") == 0


def test_what_is_known_to_be_there_is_bounded_too() -> None:
    kept = Texts()
    numbers = [kept.put(f"text {number}") for number in range(texts.KEPT_NUMBERS + 10)]
    assert len(kept._numbers) == 10
    assert kept.get(numbers[0]) == "text 0"
