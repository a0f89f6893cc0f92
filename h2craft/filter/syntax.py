"""The grammar of filters, by recursive descent. Knows tokens, and no key's meaning.

filter  = [ either ]
either  = both { "or" both }
both    = single { [ "and" ] single }
single  = "not" single | "-" single | "(" either ")" | term
term    = key ":" value | key "~" regex | "~" regex | word | quoted
"""

from __future__ import annotations

from dataclasses import dataclass

from h2craft.filter.errors import FilterError
from h2craft.filter.tokens import Token, What, tokenize

DEEPEST = 50


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; none at all always does."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part or another holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class Term:
    """Something to be looked at in the record."""

    token: Token


Node = All | AnyOf | Not | Term


def parse(text: str) -> Node:
    """The tree of a filter; FilterError says what is wrong and where."""
    parser = _Parser(text)
    if not parser.tokens:
        return All(())
    node = parser.either(0)
    rest = parser.peek()
    if rest is not None:
        raise FilterError("this parenthesis closes nothing", text, rest.start, rest.length)
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def either(self, depth: int) -> Node:
        parts = [self.both(depth)]
        while self._takes(What.OR):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self, depth: int) -> Node:
        parts = [self.single(depth)]
        while True:
            token = self.peek()
            if token is None or token.what in (What.OR, What.CLOSE):
                break
            self._takes(What.AND)
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self, depth: int) -> Node:
        token = self.peek()
        if token is None:
            before = self.tokens[self.at - 1]
            raise FilterError("something has to follow here", self.text, before.end, 0)
        if depth > DEEPEST:
            raise FilterError("this is nested too deeply", self.text, token.start, token.length)
        self.at += 1
        if token.what is What.NOT or token.what is What.MINUS:
            return Not(self.single(depth + 1))
        if token.what is What.OPEN:
            return self._group(token, depth)
        if token.what in (What.AND, What.OR, What.CLOSE):
            wrong = self.text[token.start : token.end]
            raise FilterError(
                f"a term is missing before {wrong!r}", self.text, token.start, token.length
            )
        return Term(token)

    def _group(self, opened: Token, depth: int) -> Node:
        node = self.either(depth + 1)
        if not self._takes(What.CLOSE):
            raise FilterError("this parenthesis is not closed", self.text, opened.start)
        return node

    def _takes(self, what: What) -> bool:
        token = self.peek()
        if token is None or token.what is not what:
            return False
        self.at += 1
        return True
