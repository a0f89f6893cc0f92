"""What is wrong with a line, and where. Knows no grammar."""

from __future__ import annotations

from collections.abc import Iterable

from h2craft.filter import caret, nearest
from h2craft.wire import elide, escape

_LONGEST_SHOWN = 40
_MOST_SUGGESTIONS = 3
_LEAST_BEGUN = 3  # characters of a word that is begun


class LanguageError(ValueError):
    """A text that is no command.

    message      what is wrong, in words
    text         what was read: the line, or the one field of a form
    position     the wrong part are `length` characters of `text` from here on
    suggestions  names that may have been meant, the nearest first
    field        name of the form's field that `text` is of; empty for a line
    """

    def __init__(
        self,
        message: str,
        text: str = "",
        position: int = 0,
        length: int = 1,
        *,
        suggestions: Iterable[str] = (),
        field: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.position = position
        self.length = length
        self.suggestions = tuple(suggestions)
        self.field = field

    def caret(self) -> str:
        """Two lines: the text, and carets under the wrong part."""
        return caret(self.text, self.position, self.length)

    def __str__(self) -> str:
        return f"{self.message}\n{self.caret()}"


def shown(text: str) -> str:
    """A word somebody typed, as a message quotes it."""
    return f"'{elide(escape(text[: 4 * _LONGEST_SHOWN]), _LONGEST_SHOWN)}'"


def near(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """Names that may have been meant, the nearest first; the case of the word does not count."""
    by_key = {name.lower(): name for name in names}
    word = word.lower()
    begun = [key for key in by_key if key.startswith(word)] if word else []
    alike = nearest(word, by_key, _MOST_SUGGESTIONS)
    # A word that is only begun is no typing error: ENHANCE is not meant to be CANCEL.
    order = (*begun, *alike) if len(word) >= _LEAST_BEGUN else (*alike, *begun)
    return tuple(by_key[key] for key in dict.fromkeys(order))[:_MOST_SUGGESTIONS]


def hint(suggestions: tuple[str, ...]) -> str:
    """ "; did you mean ...?" with the first of them, or nothing."""
    return f"; did you mean {suggestions[0]}?" if suggestions else ""
