"""From a text to a test of readings: compiles the tree of a filter. Knows no frame."""

from __future__ import annotations

import re

from h2craft.filter.errors import FilterError, did_you_mean
from h2craft.filter.keys import ALIASES, KEYS, NUMERIC, Key, Need
from h2craft.filter.meanings import Test, kinds_named
from h2craft.filter.syntax import All, AnyOf, Node, Not, parse
from h2craft.filter.tokens import Token, What
from h2craft.filter.values import Mismatch
from h2craft.model import Reading
from h2craft.trace import Kind
from h2craft.wire import escape

_compared_word = re.compile(r"([a-z]+)(?:[<>]=?|=)").match


class Filter:
    """A filter that is ready: `matches` is the test, `text` what it was made of.

    `needs` is how much of a reading it looks at. `kinds` are those it asks for by name: a list
    that leaves them out otherwise shows them.
    """

    __slots__ = ("kinds", "matches", "needs", "text")

    def __init__(
        self,
        text: str,
        test: Test,
        needs: Need = Need.FOLD,
        kinds: frozenset[Kind] = frozenset(),
    ) -> None:
        self.kinds = kinds
        self.text = text
        self.matches = test
        self.needs = needs

    def __repr__(self) -> str:
        return f"<Filter {self.text!r}>"


def compile(text: str) -> Filter:
    """Make a filter of its text; an empty one matches everything. FilterError if it is none."""
    node = parse(text)
    return Filter(text, _compile(node, text), _needs(node), _kinds(node))


def _compile(node: Node, text: str) -> Test:
    match node:
        case All():
            return _all([_compile(part, text) for part in node.parts])
        case AnyOf():
            return _any([_compile(part, text) for part in node.parts])
        case Not():
            test = _compile(node.part, text)
            return lambda reading: not test(reading)
    return _term(node.token, text)


def _needs(node: Node) -> Need:
    match node:
        case All() | AnyOf():
            return max(map(_needs, node.parts), default=Need.RECORD)
        case Not():
            return _needs(node.part)
    key = _key_of(node.token)
    return Need.FOLD if key is None else key.needs


def _kinds(node: Node) -> frozenset[Kind]:
    match node:
        case All() | AnyOf():
            return frozenset().union(*map(_kinds, node.parts))
        case Not():
            return frozenset()
    key = _key_of(node.token)
    named = key is not None and key.name == "kind"
    return kinds_named(node.token.value) if named else frozenset()


def _key_of(token: Token) -> Key | None:
    if token.what is not What.TERM:
        return KEYS["text"]
    name = token.key.lower()
    return KEYS.get(ALIASES.get(name, name))


def _all(tests: list[Test]) -> Test:
    def matches(reading: Reading) -> bool:
        for test in tests:  # noqa: SIM110  a generator costs more than the tests
            if not test(reading):
                return False
        return True

    return matches


def _any(tests: list[Test]) -> Test:
    def matches(reading: Reading) -> bool:
        for test in tests:  # noqa: SIM110
            if test(reading):
                return True
        return False

    return matches


def _term(token: Token, text: str) -> Test:
    if token.what is What.TEXT:
        _check_word(token, text)
    key = _key_of(token)
    if key is None:
        hint = did_you_mean(token.key.lower(), KEYS) or "; text with a colon needs quotation marks"
        raise FilterError(f"unknown key {token.key!r}{hint}", text, token.start, len(token.key))
    return _make(key, token, text)


def _check_word(token: Token, text: str) -> None:
    """`len>5` looks like a comparison and would be a search for that very word."""
    compared = _compared_word(token.value)
    if compared and compared[1] in NUMERIC and text[token.start] != '"':
        rest = token.value[len(compared[1]) :]
        raise FilterError(f"write {compared[1]}:{escape(rest)}", text, token.start, token.length)


def _make(key: Key, token: Token, text: str) -> Test:
    by_regex = token.what is What.REGEX or token.operator == "~"
    maker = key.regex if by_regex else key.make
    if maker is None:
        raise FilterError(
            f"{key.name} takes no ~, write {key.name}:", text, token.start, token.length
        )
    if not token.value and not key.optional and token.what is What.TERM:
        message = f"{key.name}{token.operator} needs a value, as in {key.shape.split('  ')[0]}"
        raise FilterError(message, text, token.start, token.length)
    try:
        return maker(token.value)
    except Mismatch as error:
        plain = text[token.value_start : token.end] == token.value  # no quotation marks in between
        at = token.value_start + (error.offset if plain else 0)
        length = error.length if plain else token.end - token.value_start
        raise FilterError(str(error), text, at, length) from None
    except ValueError as error:
        start = token.value_start if token.value else token.start
        raise FilterError(str(error), text, start, token.end - start) from None
