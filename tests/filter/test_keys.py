"""The table of keys: what it refuses, and the help made of it."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.filter import HELP, KEYS, FilterError, compile

Numbers = Any


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flag:ENDSTREAM", "unknown flag 'ENDSTREAM'; did you mean END_STREAM?"),
        ("flag:0x100", "unknown flag '0x100'"),
        ("code:REFUSED", "unknown error code 'REFUSED'; did you mean REFUSED_STREAM?"),
        ("dir:up", "unknown direction 'up'"),
        ("field:=x~y", None),
        ("field:a~[", "not a regular expression: unterminated character set"),
        ("finding:eror", "'eror' is no section (as in 6.9) and no severity; did you mean error?"),
        ("held:yes", "held: stands alone"),
        ("field: =", "field: needs a value, as in field:te"),
        ('field:" "', "the name of a field is missing"),
        ("field:a~", "a regular expression is missing after the tilde"),
        ("path~", "path~ needs a value, as in path:/x"),
        ("len~5", "len takes no ~, write len:"),
        ("len>5", "write len:>5"),
    ],
)
def test_wrong_values_are_explained(text: str, message: str | None) -> None:
    if message is None:
        compile(text)
        return
    with pytest.raises(FilterError) as caught:
        compile(text)
    assert caught.value.message == message


def test_every_example_of_the_help_is_a_filter() -> None:
    for key in KEYS.values():
        for text in key.shape.split("  "):
            compile(text)
            assert text in HELP
        for completion in key.completions:
            compile(f"{key.name}:{completion}")


def test_the_help_fits_a_terminal() -> None:
    assert max(map(len, HELP.splitlines())) <= 88
