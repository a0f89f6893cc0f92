"""Cuts the text of a filter into tokens. Knows the shape of a term and no key's meaning.

A word ends at white space or at a closing parenthesis that was not opened within it, so that
`~(a|b)` and `(~a)` both mean what they look like. A quotation mark begins a part that may hold
anything; within it, a backslash takes the next quotation mark or backslash literally.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from h2craft.filter.errors import FilterError


class What(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    MINUS = "-"
    TEXT = "text"  # a bare word or quoted text: `value`
    REGEX = "regex"  # `value` after a tilde
    TERM = "term"  # `key`, `operator` ":" or "~", `value`


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` to `end` in the text, the value from `value_start` on."""

    what: What
    start: int
    end: int
    key: str = ""
    operator: str = ""
    value: str = ""
    value_start: int = 0

    @property
    def length(self) -> int:
        return self.end - self.start


_KEYWORDS = {"and": What.AND, "or": What.OR, "not": What.NOT}
_SIGNS = {"(": What.OPEN, ")": What.CLOSE}
_PROGRAMMERS = {"&&": "and", "&": "and", "||": "or", "|": "or", "!": "not"}
_key = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)([:~])").match


def tokenize(text: str) -> list[Token]:
    """All tokens; FilterError for a quotation mark that is not closed, or an operator of C."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token(text, at)
        tokens.append(token)
        at = token.end
    return tokens


def _token(text: str, at: int) -> Token:
    first = text[at]
    if first in _SIGNS:
        return Token(_SIGNS[first], at, at + 1)
    if first == "-":
        return Token(What.MINUS, at, at + 1)
    if first == "~":
        value, end = _word(text, at + 1)
        return Token(What.REGEX, at, end, value=value, value_start=at + 1)
    key = _key(text, at)
    if key is not None:
        value, end = _word(text, key.end())
        return Token(What.TERM, at, end, key[1], key[2], value, key.end())
    value, end = _word(text, at)
    raw = text[at:end]
    if raw in _PROGRAMMERS:
        raise FilterError(f"write {_PROGRAMMERS[raw]!r} for {raw}", text, at, end - at)
    keyword = _KEYWORDS.get(raw.lower())
    if keyword is not None:
        return Token(keyword, at, end)
    return Token(What.TEXT, at, end, value=value, value_start=at)


def _word(text: str, at: int) -> tuple[str, int]:
    """The characters of a word without its quotation marks, and where it ends."""
    made: list[str] = []
    depth = 0
    while at < len(text):
        character = text[at]
        if character == '"':
            part, at = _quoted(text, at)
            made.append(part)
            continue
        if character.isspace() or (character == ")" and not depth):
            break
        if character == "\\" and at + 1 < len(text) and not text[at + 1].isspace():
            made.append(character)  # an escaped parenthesis of a regular expression opens nothing
            at += 1
            character = text[at]
        elif character in "()":
            depth += 1 if character == "(" else -1
        made.append(character)
        at += 1
    return "".join(made), at


def _quoted(text: str, start: int) -> tuple[str, int]:
    made: list[str] = []
    at = start + 1
    while at < len(text):
        character = text[at]
        if character == '"':
            return "".join(made), at + 1
        if character == "\\" and text[at + 1 : at + 2] in ('"', "\\"):
            at += 1
            character = text[at]
        made.append(character)
        at += 1
    raise FilterError("this quotation mark is not closed", text, start, 1)
