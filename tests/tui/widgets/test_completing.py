"""What a half-written filter can go on as."""

from __future__ import annotations

import pytest

from h2craft.filter import KEYS
from h2craft.tui.widgets.completing import common, completions, without_beginnings


def texts(text: str, cursor: int | None = None) -> list[str]:
    return [one.text for one in completions(text, len(text) if cursor is None else cursor)]


def test_all_keys_are_offered_where_nothing_is_written() -> None:
    assert texts("") == [f"{name}:" for name in KEYS]


def test_keys_go_on_from_their_first_letters() -> None:
    assert texts("str") == ["stream:"]
    assert texts("-ty") == ["type:"]
    assert texts("(ty") == ["type:"]
    assert texts("type:DATA or str") == ["stream:"]


def test_values_of_a_key_are_offered_in_any_case() -> None:
    assert texts("type:h") == ["HEADERS"]
    assert "END_STREAM" in texts("flag:END")


def test_a_second_value_stands_after_a_comma() -> None:
    found = completions("type:HEADERS,DA", 15)
    assert [(one.text, one.start) for one in found] == [("DATA", 13)]


def test_the_cursor_counts_and_not_the_end() -> None:
    assert texts("ty stream:1", 2) == ["type:"]


@pytest.mark.parametrize("text", ["nonsense:", "stream:", "zzz"])
def test_nothing_is_offered_where_nothing_is_known(text: str) -> None:
    assert texts(text) == []


def test_each_says_what_it_means() -> None:
    assert all(one.meaning for one in completions("", 0))


def test_what_all_begin_with() -> None:
    assert common(["HEADERS", "HEAD"]) == "HEAD"
    assert common(["a", "b"]) == ""
    assert common([]) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ty", ""),
        ("stream:5 ty", "stream:5"),
        ("stream:5 -ty", "stream:5"),
        ("ty ", "ty "),
        ("hello", "hello"),
        ("type:DATA", "type:DATA"),
        ("", ""),
    ],
)
def test_a_word_that_may_become_a_key_is_not_looked_for_yet(typed: str, meant: str) -> None:
    assert without_beginnings(typed) == meant
