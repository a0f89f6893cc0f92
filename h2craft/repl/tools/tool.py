"""What a tool of the prompt is: a word that looks, aims, keeps or helps, and sends nothing.

Knows the shape of tools, and none of them.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from h2craft.explain import Text, plain
from h2craft.filter import nearest
from h2craft.language import Completion, LanguageError
from h2craft.session import visible
from h2craft.wire import elide

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

NARROWEST = 40
WIDTH = 100  # columns of a table where nobody says how many there are
LONGEST_WORD = 40


def columns() -> int:
    """How wide the terminal is; WIDTH where there is none."""
    try:
        there = sys.stdout is not None and sys.stdout.isatty()
    except ValueError:  # it was closed
        there = False
    return max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROWEST) if there else WIDTH


class Shown:
    """What a tool returns: a value to work with, which shows itself as lines.

    A front end asks for `shown`, whose spans have roles; `repr` is the same without.
    """

    def text(self, width: int) -> Text:
        """The lines, each of at most `width` columns where that can be."""
        raise NotImplementedError

    def shown(self) -> Text:
        """The lines for the terminal as it is now."""
        return self.text(columns())

    def __repr__(self) -> str:
        return plain(self.shown())


class ToolError(Exception):
    """Why a tool cannot do what was asked, in a line; nothing in the text points at it."""


class Told(Shown):
    """Lines and nothing else."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def text(self, width: int) -> Text:
        return self._text


def nothing_more(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """What follows a tool that takes no words."""
    return []


def nothing_wrong(shell: Shell, said: str) -> None:
    """What can be said of a tool's words before it is run, where nothing can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One word.

    shape     the line form, `use CONNECTION[/STREAM] | use auto`
    python    the same in Python
    run       what the line form does with what follows the word; LanguageError, whose text is
              that, or FilterError for what cannot be meant
    call      the same from Python; the first argument is the shell
    check     raises what `run` would for words that mean nothing, and does nothing
    complete  what may stand at the cursor of what follows the word
    """

    name: str
    shape: str
    python: str
    sentence: str
    run: Callable[[Shell, str], object]
    call: Callable[..., object]
    examples: tuple[str, ...] = ()
    more: str = ""
    check: Callable[[Shell, str], object] = nothing_wrong
    complete: Callable[[Shell, str, int], list[Completion]] = nothing_more


def wrong(
    message: str, said: str, word: str = "", names: Iterable[str] | None = None
) -> LanguageError:
    """An error that points at `word` in what was said; `names` are what may have been meant."""
    close = nearest(word, names) if names is not None else ()
    hint = f"; did you mean {close[0]}?" if close else ""
    at = max(said.find(word), 0) if word else 0
    length = max(1, len(word or said))
    return LanguageError(message + hint, said, at, length, suggestions=close)


def quoted(word: str) -> str:
    """A word somebody typed, as a message has it."""
    return f"'{elide(visible(word), LONGEST_WORD)}'"


def alone(shell: Shell, said: str) -> None:
    """The check of a tool that is a word of its own."""
    no_words("this", said)


def no_words(tool: str, said: str) -> None:
    """For a tool that is a word of its own."""
    if said.strip():
        raise wrong(f"{tool} takes nothing behind it", said, said.strip())


def one_word(tool: str, said: str, what: str) -> str:
    """The one word a tool needs."""
    words = said.split()
    if not words:
        raise wrong(f"{tool} needs {what}", said)
    if len(words) > 1:
        raise wrong(f"{tool} takes one word", said, words[1])
    return words[0]


def file_word(tool: str, said: str) -> tuple[str, str]:
    """The file a line names, in quotation marks or not, and what stands behind it."""
    text = said.strip()
    if not text:
        raise wrong(f"{tool} needs a file", said)
    if text[0] not in "\"'":
        name, _, rest = text.partition(" ")
        return name, rest.strip()
    end = text.find(text[0], 1)
    if end < 2:
        raise wrong("the name has no end: a quotation mark is missing", said, text)
    return text[1:end], text[end + 1 :].strip()
