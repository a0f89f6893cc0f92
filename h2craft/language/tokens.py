"""The parts of a line, for whoever paints it while it is typed. Reads no file and never raises.

A word that is not finished, at the end of the text, is no error as long as something begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from h2craft.filter import FilterError, compile
from h2craft.language.errors import LanguageError
from h2craft.language.segment import PATTERN_WORDS
from h2craft.language.values import (
    NEW,
    Reader,
    looks_like_number,
    setting_id,
    setting_value,
    stream_or_new,
)
from h2craft.language.verb import NUMERIC, WORDS, Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS
from h2craft.language.words import How, Value, Word, words


class TokenKind(StrEnum):
    """What a part of a line is."""

    VERB = "verb"
    DOOR = "door"
    NAME = "name"  # of a parameter, a header field, a setting
    NUMBER = "number"
    WORD = "word"  # an error code, a frame type, a choice, flag bits
    STRING = "string"
    OCTETS = "octets"  # b"...", hex(...), file(...)
    PATTERN = "pattern"
    FLAG = "flag"
    OPERATOR = "operator"  # = and +
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Token:
    """`start` to `end` in the text; tokens do not overlap, and are in order."""

    start: int
    end: int
    kind: TokenKind


_first_word = re.compile(r"\s*(\S+)").match
_timeout = re.compile(r"(?:^|\s)(timeout)(=)(\S*)\s*$").search
_LITERALS = {
    How.QUOTED: TokenKind.STRING,
    How.MIXED: TokenKind.STRING,
    How.HTTP1: TokenKind.STRING,
    How.HEX: TokenKind.OCTETS,
    How.FILE: TokenKind.OCTETS,
    How.GROUP: TokenKind.WORD,
}
_TRIES = 3  # of reading what stands before an error: another may hide behind the first


def tokens(text: str) -> tuple[Token, ...]:
    """The parts of a line; what is nothing yet has none. Never raises."""
    made: list[Token] = []
    at = 0
    while (found := _first_word(text, at)) and found[1].lower() in DOORS:
        made.append(Token(found.start(1), found.end(), TokenKind.DOOR))
        at = found.end()
    if found is None:
        return tuple(made)
    verb = VERBS.get(found[1].lower())
    if verb is not None and verb.tail:
        made.append(Token(found.start(1), found.end(), TokenKind.VERB))
        made += _tail(verb, text, found.end())
    else:
        made += _line(text, at)
    return tuple(one for one in made if one.end > one.start)


# The rest of a line as it stands


def _tail(verb: Verb, text: str, at: int) -> Iterator[Token]:
    end = len(text)
    timed = any(one.kind is Kind.SECONDS for one in verb.parameters)
    found = _timeout(text, at) if timed else None
    if found is not None:
        end = found.start()
    start = at + len(text[at:end]) - len(text[at:end].lstrip())
    end = start + len(text[start:end].rstrip())
    if verb.tail != "pattern":
        yield Token(start, end, TokenKind.STRING)
    else:
        yield from _pattern(verb, text, start, end)
    if found is not None:
        yield Token(found.start(1), found.end(1), TokenKind.NAME)
        yield Token(found.start(2), found.end(2), TokenKind.OPERATOR)
        yield Token(found.start(3), found.end(3), TokenKind.NUMBER)


def _pattern(verb: Verb, text: str, start: int, end: int) -> Iterator[Token]:
    """The filter, and what of it is none."""
    pattern = text[start:end]
    if verb.act is None and pattern.lower() in PATTERN_WORDS:
        yield Token(start, end, TokenKind.WORD)
        return
    try:
        compile(pattern)
    except FilterError as error:
        wrong = min(start + error.position, end), min(start + error.position + error.length, end)
        if wrong[1] < end or not pattern[error.position :].isidentifier():
            yield Token(start, wrong[0], TokenKind.PATTERN)
            yield Token(*wrong, TokenKind.ERROR)
            yield Token(wrong[1], end, TokenKind.PATTERN)
            return
    yield Token(start, end, TokenKind.PATTERN)


# Words


def _line(text: str, at: int) -> Iterator[Token]:
    found, end = _words(text, at)
    verb: Verb | None = None
    taken: set[str] = set()
    for word in found:
        bare = (word.bare or "").lower()
        if word.bare == "+":
            verb = None
            yield _token(word.value, TokenKind.OPERATOR)
        elif bare in DOORS:
            yield _token(word.value, TokenKind.DOOR)
        elif verb is None:
            verb, taken = VERBS.get(bare), set()
            kind = TokenKind.VERB
            if verb is None:
                begun = _is_begun(word, (*VERBS, *DOORS))
                kind = TokenKind.WORD if begun and word.end == end == len(text) else TokenKind.ERROR
            yield _token(word.whole, kind)
            verb = verb or _UNKNOWN
        else:
            yield from _told(verb, word, taken, open_end=word.end == len(text))
    yield Token(end, len(text), TokenKind.ERROR)


_UNKNOWN = Verb(name="", sentence="")


def _words(text: str, at: int) -> tuple[list[Word], int]:
    """The words, and where something begins that is none."""
    end = len(text)
    for _ in range(_TRIES):
        try:
            return words(text[:end], at), end
        except LanguageError as error:
            end = max(at, min(error.position, end - 1))
    return [], at


def _token(value: Value, kind: TokenKind) -> Token:
    return Token(value.start, value.end, kind)


def _is_begun(word: Word, names: Iterable[str]) -> bool:
    typed = _key(word.whole.raw)
    return any(_key(name).startswith(typed) for name in names)


def _key(name: str) -> str:
    return name.lower().replace("-", "_")


def _told(verb: Verb, word: Word, taken: set[str], *, open_end: bool) -> Iterator[Token]:
    """One word behind a verb."""
    if verb is _UNKNOWN:
        return
    if word.name is not None:
        yield from _named(verb, word.name, word.value, open_end=open_end)
        return
    bare = word.bare
    if bare is None:
        octets = word.value.raw.startswith("b")
        yield _token(word.value, TokenKind.OCTETS if octets else _LITERALS[word.value.how])
    elif _key(bare) in verb.flags:
        yield _token(word.value, TokenKind.FLAG)
    elif looks_like_number(bare) and any(one.kind in NUMERIC for one in verb.parameters):
        yield _token(word.value, TokenKind.NUMBER)
    elif bare.lower() == NEW and any(
        one.read is stream_or_new and one.place for one in verb.parameters
    ):
        yield _token(word.value, TokenKind.NUMBER)  # it stands for one
    else:
        yield _token(word.value, _word(verb, word, taken, open_end=open_end))


def _word(verb: Verb, word: Word, taken: set[str], *, open_end: bool) -> TokenKind:
    """A code, a type, a choice, a file, or nothing that is known."""
    for one in verb.parameters:
        if one.place and one.kind in WORDS and one.name not in taken:
            if one.kind is Kind.FILE:
                taken.add(one.name)
                return TokenKind.STRING
            if _is_read(one.read, word.value):
                taken.add(one.name)
                return TokenKind.WORD
            if open_end and _is_begun(word, one.choices):
                return TokenKind.WORD
    names = (*verb.flags, *verb.named, *(DOORS if verb.frame is not None else ()))
    unfinished = open_end and (verb.collects is not None or _is_begun(word, names))
    return TokenKind.NAME if unfinished else TokenKind.ERROR


def _named(verb: Verb, name: Value, value: Value, *, open_end: bool) -> Iterator[Token]:
    one = verb.named.get(name.text.lower() if name.how is How.PLAIN else "")
    if one is None and (verb.collects is None or verb.collects.kind is Kind.SETTINGS):
        one = verb.named.get(_key(name.text))
    if one is not None and one.kind is Kind.PRIORITY and value.how is not How.GROUP:
        one = None
    kind = TokenKind.NAME
    collects = verb.collects
    if one is None and collects is None:
        kind = TokenKind.ERROR
    elif one is None and collects is not None and collects.kind is Kind.SETTINGS:
        known = looks_like_number(name.text) or _is_read(setting_id, name)
        kind = TokenKind.NAME if known else TokenKind.ERROR
    yield _token(name, kind)
    yield Token(name.end, value.start, TokenKind.OPERATOR)
    yield _token(value, _value_kind(one, collects, value, open_end=open_end))


def _is_read(read: Reader, value: Value) -> bool:
    try:
        read(value)
    except LanguageError:
        return False
    return True


def _value_kind(
    one: Parameter | None, collects: Parameter | None, value: Value, *, open_end: bool
) -> TokenKind:
    if value.how is not How.PLAIN:
        octets = value.raw.startswith("b")
        return TokenKind.OCTETS if octets else _LITERALS[value.how]
    if one is None:
        if collects is not None and collects.kind is Kind.SETTINGS:
            return TokenKind.NUMBER if _is_read(setting_value, value) else TokenKind.ERROR
        return TokenKind.STRING
    if one.kind in (Kind.OCTETS, Kind.TEXT):
        return TokenKind.STRING
    unfinished = open_end and any(_key(each).startswith(_key(value.text)) for each in one.choices)
    if (
        one.kind is not Kind.BITS
        and not unfinished
        and value.text
        and not _is_read(one.read, value)
    ):
        return TokenKind.ERROR
    return TokenKind.NUMBER if looks_like_number(value.text) else TokenKind.WORD
