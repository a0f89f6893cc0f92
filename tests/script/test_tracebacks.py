"""Exceptions as the author of a script wants to read them."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.script.hooks import hooks_of
from h2craft.script.tracebacks import describe, script_place, script_traceback, trim


def through_us(call: Any) -> BaseException:
    """An exception that passed through a frame of this package."""
    try:
        hooks_of(call)
    except BaseException as error:
        return error
    raise AssertionError("it did not raise")


class Raises:
    @property
    def main(self) -> None:
        raise ValueError("from the script")


def test_our_own_frames_are_left_out() -> None:
    text = script_traceback(through_us(Raises()))
    assert "in main" in text
    assert "hooks.py" not in text
    assert text.splitlines()[0] == "Traceback (most recent call last):"
    assert text.splitlines()[-1] == "ValueError: from the script"


def test_causes_are_trimmed_too() -> None:
    cause = through_us(Raises())
    error = ValueError("outer")
    error.__cause__ = cause
    cause.__context__ = error  # a circle
    text = script_traceback(error)
    assert "hooks.py" not in text
    assert "direct cause" in text


def test_an_exception_without_any_frame_of_a_script_keeps_none() -> None:
    try:
        raise ValueError
    except ValueError as error:
        error.__traceback__ = None
        trim(error)
        assert script_place(error, "a.py") == ("a.py", 0)


def test_the_place_is_the_innermost_line_outside_libraries() -> None:
    import json

    namespace: dict[str, Any] = {"json": json}
    exec(compile("def main():\n    json.loads('')\n", "/scripts/a.py", "exec"), namespace)
    with pytest.raises(json.JSONDecodeError) as caught:
        namespace["main"]()
    assert script_place(caught.value) == ("/scripts/a.py", 2)


def test_the_place_of_a_syntax_error_is_its_own() -> None:
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\ny = (", "/scripts/a.py", "exec")
    assert script_place(caught.value) == ("/scripts/a.py", 2)
    assert describe(caught.value) == "SyntaxError: '(' was never closed"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("x"), "ValueError: x"),
        (ValueError(), "ValueError"),
        (SystemExit(3), "SystemExit: 3"),
    ],
)
def test_an_exception_is_described_in_a_line(error: BaseException, text: str) -> None:
    assert describe(error) == text
