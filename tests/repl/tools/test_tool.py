from __future__ import annotations

from typing import Any

import pytest

from h2craft.explain import Role, Text, sentence
from h2craft.language import VERBS, LanguageError
from h2craft.repl.tools import TOOLS
from h2craft.repl.tools.tool import Shown, Told, columns, no_words, one_word, quoted, wrong


class Wide(Shown):
    def text(self, width: int) -> Text:
        return [sentence("x" * width, Role.STRONG)]


def test_a_shown_value_is_as_wide_as_a_pipe_is_taken_to_be() -> None:
    assert columns() == 100
    assert repr(Wide()) == "x" * 100
    assert Wide().shown()[0][0].role is Role.STRONG


def test_a_terminal_says_how_wide_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "72")
    assert columns() == 72
    monkeypatch.setenv("COLUMNS", "3")
    assert columns() == 40


def test_a_terminal_that_was_closed_has_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def isatty(self) -> bool:
            raise ValueError("closed")

    monkeypatch.setattr("sys.stdout", Closed())
    assert columns() == 100


def test_told_lines_are_what_they_were_told() -> None:
    assert repr(Told([sentence("a"), sentence("b")])) == "a\nb"


def test_an_error_points_at_the_word_and_names_the_nearest() -> None:
    error = wrong("no", "use atuo now", "atuo", ("auto", "off"))
    assert (error.position, error.length) == (4, 4)
    assert error.message == "no; did you mean auto?"
    assert error.suggestions == ("auto",)


def test_a_word_is_quoted_without_what_would_act_on_a_terminal() -> None:
    assert quoted("a\x1b[m") == "'a\\x1b[m'"
    assert len(quoted("x" * 900)) == 42


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("x", lambda said: no_words("undo", said)),
        ("  ", lambda said: one_word("use", said, "a place")),
        ("a b", lambda said: one_word("use", said, "a place")),
    ],
)
def test_too_many_words_or_too_few_are_an_error(said: str, call: Any) -> None:
    with pytest.raises(LanguageError):
        call(said)


def test_every_tool_says_what_it_is() -> None:
    for name, tool in TOOLS.items():
        assert tool.name == name
        assert tool.shape.startswith(name)
        assert tool.sentence and tool.python and tool.examples
        assert f"{name}(" in tool.python


def test_no_tool_has_a_verb_s_name() -> None:
    assert not set(TOOLS) & set(VERBS)
