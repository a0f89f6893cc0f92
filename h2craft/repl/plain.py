"""Entries line by line, for a terminal that cannot be drawn on (TERM=dumb, an editor's shell).

What is printed meanwhile waits until the line is entered: it would stand in the middle of it.
Knows a shell for what is complete; no prompt_toolkit.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from h2craft.filter import caret
from h2craft.repl.above import Above
from h2craft.repl.keys import run_text
from h2craft.repl.toolbar import Standpoint, prompt_of

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

CONTINUATION = "... "


class PlainEntries:
    """As `entries.Entries`."""

    def __init__(self, shell: Shell, above: Above, terminal: TextIO) -> None:
        self.now = Standpoint()
        self.above = above
        self.closed = False
        self._shell = shell
        self._terminal = terminal

    @property
    def columns(self) -> int:
        return shutil.get_terminal_size().columns

    def read(self) -> str:
        shell = self._shell
        fragments = prompt_of(self.now, self.columns)
        text = self.ask("".join(fragment[1] for fragment in fragments))
        while not shell.is_complete(run_text(text)):
            text += "\n" + self.ask(CONTINUATION)
        problem = shell.check(text)
        if problem is None:
            return text
        line, at = _line_at(text, problem.position)
        shell.out.error(f"{problem.message}\n{caret(line, at, problem.length)}")
        return ""

    def ask(self, question: str) -> str:
        self.above.begin(None)
        try:
            self._terminal.write(question)
            self._terminal.flush()
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            self._terminal.write("\n")
            raise
        finally:
            self.above.end()
        if not line:
            self.closed = not self._terminal.isatty()
            self._terminal.write("\n")
            raise EOFError
        return line.removesuffix("\n")

    def redraw(self) -> None:
        """Nothing is drawn."""


def _line_at(text: str, position: int) -> tuple[str, int]:
    """The line of a position, and where in it that is."""
    begins = text.rfind("\n", 0, position) + 1
    return text[begins:].partition("\n")[0], position - begins
