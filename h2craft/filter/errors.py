"""What is wrong with a filter, and where. Knows no grammar."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from h2craft.wire import escape


class FilterError(ValueError):
    """A text that is no filter.

    `message` says what is wrong in words; the wrong part are the `length` characters of `text`
    from `position` on (0 where something is missing).
    """

    def __init__(self, message: str, text: str, position: int, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.position = position
        self.length = length

    def caret(self) -> str:
        """Two lines: the text, and carets under the wrong part."""
        return caret(self.text, self.position, self.length)

    def __str__(self) -> str:
        return f"{self.message}\n{self.caret()}"


def caret(text: str, position: int, length: int = 1) -> str:
    """Two lines: the text, made printable, and carets under the characters from `position` on."""
    before = _printable(text[:position])
    wrong = _printable(text[position : position + length])
    after = _printable(text[position + length :])
    return f"{before}{wrong}{after}\n{' ' * len(before)}{'^' * max(1, len(wrong))}"


def _printable(text: str) -> str:
    return "".join(part if part == "\\" else escape(part) for part in text)


def nearest(word: str, names: Iterable[str], count: int = 1) -> tuple[str, ...]:
    """The names that look most like a word; none if all are far from it."""
    return tuple(difflib.get_close_matches(word, list(names), n=count, cutoff=0.5))


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """ "; did you mean ...?" with the nearest name, or nothing."""
    near = nearest(word, names)
    return f"; did you mean {near[0]}?" if near else ""
