"""Numbers, names and text after a key."""

from __future__ import annotations

import pytest

from h2craft.filter import values


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("5", [5], [4, 6]),
        ("=5", [5], [4]),
        ("1,3", [1, 3], [2]),
        ("1..3", [1, 2, 3], [0, 4]),
        ("..3", [0, 3], [4]),
        ("3..", [3, 1 << 40], [2]),
        (">5", [6], [5]),
        (">=5", [5], [4]),
        ("<5", [4], [5]),
        ("<=5", [5], [6]),
        ("16_384", [16_384], [16]),
        (">2.5", [2.6], [2.5]),
        ("0..1,>8", [0, 1, 9], [2, 8]),
    ],
)
def test_numbers_and_ranges(text: str, inside: list[float], outside: list[float]) -> None:
    test = values.numbers(text)
    assert all(map(test, inside))
    assert not any(map(test, outside))


@pytest.mark.parametrize("text", ["", "x", "1,", "..", "1..x", ">", "9" * 30, "1e5", "-1", "²"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(values.Mismatch):
        values.numbers(text)


def test_a_wrong_item_of_a_list_is_pointed_at() -> None:
    with pytest.raises(values.Mismatch) as caught:
        values.numbers("1,22,x3,4")
    assert (caught.value.offset, caught.value.length) == (5, 2)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("4xx", [400, 499], [399, 500]),
        ("40X", [400, 409], [410]),
        ("4x4", [404, 494], [405]),
        ("200,3xx", [200, 304], [204]),
        (">=400", [400, 599], [399]),
    ],
)
def test_statuses(text: str, inside: list[int], outside: list[int]) -> None:
    test = values.statuses(text)
    assert all(map(test, inside))
    assert not any(map(test, outside))


def test_what_is_no_status() -> None:
    with pytest.raises(values.Mismatch):
        values.statuses("4x")


def test_names_are_found_in_any_case() -> None:
    known = {"frame_sent": 1, "noted": 2}
    assert values.names("FRAME-SENT,noted", known, "kind") == {1, 2}
    with pytest.raises(values.Mismatch, match="unknown kind 'notd'; did you mean noted?"):
        values.names("notd", known, "kind")


def test_text_and_patterns_match_in_any_case() -> None:
    assert values.substring("hELLO")("say Hello")
    assert values.regex("^h.llo")("HELLO")
    assert not values.regex("^h.llo")("say hello")


@pytest.mark.parametrize("pattern", ["", "[", "(", "a{99999999999999999999}", "(?P<x", "\\"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match="regular expression"):
        values.regex(pattern)


def test_a_pattern_python_warns_of_is_taken_all_the_same() -> None:
    assert values.regex("[[a]")("[")


def test_a_star_stands_for_any_part_of_a_name() -> None:
    known = {"tls_sent": 1, "tls_received": 2, "frame_sent": 3}
    assert values.names("TLS_*", known, "kind") == {1, 2}
    assert values.names("*-sent", known, "kind") == {1, 3}
    with pytest.raises(values.Mismatch, match="unknown kind 'x\\*'"):
        values.names("x*", known, "kind")
