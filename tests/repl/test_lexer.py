"""Colours of an entry."""

from __future__ import annotations

from typing import Any

import pytest
from prompt_toolkit.document import Document

from h2craft.repl.lexer import ShellLexer, coloured


def lines(stub: Any, text: str) -> list[dict[str, str]]:
    """Of each line the classes by what they colour."""
    line = ShellLexer(stub.shell).lex_document(Document(text))
    return [
        {part: style for style, part, *_ in line(number) if part.strip()}
        for number in range(text.count("\n") + 1)
    ]


def test_a_line_is_coloured_by_its_tokens(stub_of: Any) -> None:
    (found,) = lines(stub_of(), "wire rst 3 code=CANCEL")
    assert found["rst"] == "class:token.verb"
    assert found["wire"] == "class:token.door"
    assert found["3"] == "class:token.number"


def test_python_is_coloured_by_pygments_and_lines_among_it_by_tokens(stub_of: Any) -> None:
    first, second, third = lines(stub_of(), "for x in y: pass\nrst 3\nstreams")
    assert first["for"].startswith("class:pygments.keyword")
    assert second["rst"] == "class:token.verb"
    assert third["streams"] == "class:token.tool"


@pytest.mark.parametrize("text", ["", "rst", "rst 3 code=CAN", 'data 1 "open', "headers 1 ::::"])
def test_no_character_is_lost(text: str) -> None:
    assert "".join(part for _, part, *_ in coloured(text)) == text
