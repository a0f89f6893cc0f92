from __future__ import annotations

import sys

import click
import pytest

from h2craft.cli.output import coloured, compiled, terminal_width


class Terminal:
    def isatty(self) -> bool:
        return True


def test_a_bad_filter_is_a_usage_error_that_points_at_the_place() -> None:
    with pytest.raises(click.UsageError) as raised:
        compiled("type:HEADERS and no_such:1")
    assert "--filter" in raised.value.message
    caret = raised.value.message.splitlines()[-1]
    assert caret.strip().startswith("^")


@pytest.mark.parametrize(
    ("choice", "environment", "wanted"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
    ],
)
def test_colour_on_a_terminal(monkeypatch, choice, environment, wanted) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert coloured(choice) is wanted


def test_without_a_terminal_there_is_no_colour_and_no_width(capsys) -> None:
    assert not coloured("auto")
    assert terminal_width() is None
