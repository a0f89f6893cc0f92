"""Colours of an entry while it is typed: lines of the language by its tokens, Python by pygments.

Knows prompt_toolkit's shape of a lexer; what a token is the language knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer, PygmentsLexer

from h2craft.language import tokens
from h2craft.repl.tools import TOOLS
from h2craft.repl.units import units

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

GetLine = Callable[[int], StyleAndTextTuples]


class ShellLexer(Lexer):
    """See the module."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._python = PygmentsLexer.from_filename("entry.py")

    def lex_document(self, document: Document) -> GetLine:
        python = self._python.lex_document(document)
        said = self._lines_of_language(document.text)

        def line(number: int) -> StyleAndTextTuples:
            text = said.get(number)
            return python(number) if text is None else self._of_language(text)

        return line

    def _lines_of_language(self, text: str) -> dict[int, str]:
        """The lines that are no Python, by number."""
        found: dict[int, str] = {}
        for unit in units(text.split("\n"), TOOLS, self._shell.namespace):
            if unit.word:
                found.update(enumerate(unit.text.split("\n"), unit.line))
        return found

    def _of_language(self, text: str) -> StyleAndTextTuples:
        word = text.split(maxsplit=1)[:1]
        if word and word[0] in TOOLS:
            end = text.index(word[0]) + len(word[0])
            return [("class:token.tool", text[:end]), ("", text[end:])]
        return coloured(text)


def coloured(text: str) -> StyleAndTextTuples:
    """A line of the language with the class of each of its tokens."""
    fragments: StyleAndTextTuples = []
    at = 0
    for token in tokens(text):
        fragments.append(("", text[at : token.start]))
        fragments.append((f"class:token.{token.kind.value}", text[token.start : token.end]))
        at = token.end
    return [*fragments, ("", text[at:])]
