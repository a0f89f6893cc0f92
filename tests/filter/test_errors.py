"""Errors that point at the place."""

from __future__ import annotations

import pytest

from h2craft.filter import FilterError, compile
from h2craft.filter.errors import did_you_mean


@pytest.mark.parametrize(
    ("text", "message", "marks"),
    [
        ("type:HEADRS", "unknown frame type 'HEADRS'; did you mean HEADERS?", "     ^^^^^^"),
        ("stream:1 typ:DATA", "unknown key 'typ'; did you mean type?", "         ^^^"),
        ("(a or b", "this parenthesis is not closed", "^"),
        ("a or", "something has to follow here", "    ^"),
        ("\\d \x1b ~[", "not a regular expression: unterminated character set", " " * 9 + "^"),
    ],
)
def test_the_caret_stands_under_the_wrong_part(text: str, message: str, marks: str) -> None:
    with pytest.raises(FilterError) as caught:
        compile(text)
    assert caught.value.message == message
    shown, caret = caught.value.caret().split("\n")
    assert caret == marks
    assert shown.isprintable()
    assert str(caught.value) == f"{message}\n{caught.value.caret()}"


def test_a_backslash_is_shown_as_it_was_written() -> None:
    assert FilterError("x", "a\\b", 1, 1).caret() == "a\\b\n ^"


def test_the_nearest_name_is_suggested_if_there_is_one() -> None:
    assert did_you_mean("statsu", ["status", "stream"]) == "; did you mean status?"
    assert did_you_mean("zzz", ["status"]) == ""
