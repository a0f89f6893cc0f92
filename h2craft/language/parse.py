"""From a line to a command. Knows the shape of verbs, and none of them.

    [lawful|wire|uninformed] VERB parameters [+ VERB parameters ...]

Frames joined by `+` leave in one flush, through one door: the one named, else the wire as soon as
one of them has no lawful form or does not usually take the lawful door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from h2craft.actions import Door
from h2craft.language.command import Command, Context
from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.fields import field_of, fields_of_http1
from h2craft.language.segment import Segment, command_of, pattern_of
from h2craft.language.values import (
    NEW,
    looks_like_number,
    setting_id,
    setting_value,
    yes_or_no,
)
from h2craft.language.verb import NUMERIC, Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS
from h2craft.language.words import How, Value, Word, quoted_value, words
from h2craft.wire import elide, escape

_LONGEST_NAME = 40
_LITERALS = frozenset((How.QUOTED, How.HEX, How.FILE))

_first_word = re.compile(r"\s*(\S+)").match
_timeout = re.compile(r"(?:^|\s)timeout=(\S*)\s*$").search
_named_tail = re.compile(r'(?:pattern|text)="').match


@dataclass(slots=True)
class _Line:
    """A line while it is read."""

    text: str
    context: Context
    segments: list[Segment] = field(default_factory=list)
    door: Door | None = None
    inform: bool = True

    def choose(self, word: str, value: Value) -> None:
        """A word that says which door."""
        if word == "uninformed":
            self.inform = False
            return
        door = Door(word)
        if self.door not in (None, door):
            raise value.error("one flush leaves through one door: lawful or wire, not both")
        self.door = door


def parse(text: str, context: Context | None = None) -> Command:
    """What a line says. Files it names are read. Raises LanguageError and nothing else."""
    context = context or Context()
    line = _Line(text, context)
    at = _skip_doors(line, 0)
    found = _first_word(text, at)
    if found is None:
        close = tuple(VERBS)
        raise LanguageError("a verb is missing", text, at, 0, suggestions=close[:3])
    verb = VERBS.get(found[1].lower())
    if verb is not None and verb.tail:
        _refuse_doors(line, verb)
        return _with_tail(line, verb, found.start(1), found.end())
    for group in _joined(words(text, at)):
        _segment(line, group)
    first = line.segments[0].verb
    if first.frame is None and len(line.segments) == 1:
        _refuse_doors(line, first)
    return command_of(line.segments, context, line.door, line.inform)


def _skip_doors(line: _Line, at: int) -> int:
    while (found := _first_word(line.text, at)) and found[1].lower() in DOORS:
        value = Value(line.text, found.start(1), found.end(), found[1])
        line.choose(found[1].lower(), value)
        at = found.end()
    return at


def _refuse_doors(line: _Line, verb: Verb) -> None:
    if line.door is not None or not line.inform:
        found = _first_word(line.text, 0)
        assert found is not None
        raise LanguageError(
            f"{verb.name} is no frame: there is no door to choose",
            line.text,
            found.start(1),
            len(found[1]),
        )


def _joined(all_words: list[Word]) -> list[list[Word]]:
    """The words between the plus signs."""
    groups: list[list[Word]] = [[]]
    for word in all_words:
        if word.bare == "+":
            if not groups[-1]:
                raise word.value.error("a frame is missing before +")
            groups.append([word])
        else:
            groups[-1].append(word)
    for group in groups[1:]:
        plus = group.pop(0)
        if not group:
            raise plus.value.error("a frame is missing behind +")
    return groups


def _segment(line: _Line, group: list[Word]) -> None:
    at = 0
    while at < len(group) and (group[at].bare or "").lower() in DOORS:
        line.choose((group[at].bare or "").lower(), group[at].value)
        at += 1
    if at == len(group):
        raise group[-1].value.error("a verb is missing behind this")
    verb = _verb(group[at])
    segment = Segment(verb, group[at].whole, verb.examples[0], _shape)
    line.segments.append(segment)
    for word in group[at + 1 :]:
        _take(line, segment, word)
    segment.place_numbers()
    segment.complete(line.context)
    if segment.opens:
        line.context = line.context.behind_new


def _shape(parameter: Parameter) -> str:
    return parameter.name if parameter.kind is Kind.NUMBER else parameter.shape


def _verb(word: Word) -> Verb:
    name = word.bare
    verb = None if name is None else VERBS.get(name.lower())
    if verb is None:
        close = near((name or "").partition("(")[0], VERBS)
        if name and "(" in name and close and close[0] == name.partition("(")[0].lower():
            message = f"a line has no brackets, as in {VERBS[close[0]].examples[0]}"
            raise word.whole.error(message, close)
        raise word.whole.error(f"no verb is called {shown(word.whole.raw)}{hint(close)}", close)
    return verb


# One word


def _take(line: _Line, segment: Segment, word: Word) -> None:
    if word.name is not None:
        if not (segment.verb.asks and _take_query(segment, word)):
            _take_named(segment, word.name, word)
        return
    verb, value, bare = segment.verb, word.value, word.bare
    if bare is None:
        _take_literal(segment, value)
    elif bare.lower() == NEW and segment.take_new(value):
        return
    elif _key(bare) in verb.flags:
        parameter, on = verb.flags[_key(bare)]
        segment.set_flag(parameter, on, value)
    elif verb.frame is not None and bare.lower() in DOORS:
        line.choose(bare.lower(), value)
    elif looks_like_number(bare) and any(one.kind in NUMERIC for one in verb.parameters):
        segment.numbers.append(value)
    else:
        _take_word(segment, value)


def _take_query(segment: Segment, word: Word) -> bool:
    """A path with a `=` in it, as in `get /search?q=1`. False: it is no path."""
    whole = word.whole
    plain = word.value.how is How.PLAIN and '"' not in whole.raw
    path = Value(whole.source, whole.start, whole.end, whole.raw)
    return plain and whole.raw.startswith("/") and segment.take_word(path)


def _take_named(segment: Segment, name: Value, word: Word) -> None:
    verb = segment.verb
    key = name.text.lower() if name.how is How.PLAIN else None
    # `priority=u=1` is a header field (RFC 9218 5) where `priority=(...)` is the flag's.
    named = verb.named.get(key or "")
    if named is None and key and (verb.collects is None or verb.collects.kind is Kind.SETTINGS):
        named = verb.named.get(_key(key))
    if named is not None and named.kind is Kind.PRIORITY and word.value.how is not How.GROUP:
        named = None
    if named is not None and named.kind is Kind.FLAG:
        segment.set_flag(named, yes_or_no(word.value), name)
    elif named is not None:
        _refuse_nothing(named, name, word.value)
        segment.hold(named, word.value)
    elif verb.collects is None:
        close = near(name.text, verb.named)
        message = f"{verb.name} has no {shown(name.raw)}{hint(close)}"
        raise name.error(message, close)
    elif verb.collects.kind is Kind.SETTINGS:
        pair = setting_id(name), setting_value(word.value)
        segment.extend(verb.collects, (pair,))
    else:
        segment.extend(verb.collects, (field_of(word),))


def _refuse_nothing(named: Parameter, name: Value, value: Value) -> None:
    """`code=` and nothing behind it; text and octets may be empty."""
    if value.end == value.start and named.kind not in (Kind.OCTETS, Kind.TEXT):
        raise name.error(f"a value is missing behind {named.name}=")


def _key(word: str) -> str:
    """Words of the table in any case, and with `-` for `_`."""
    return word.lower().replace("-", "_")


def _take_literal(segment: Segment, value: Value) -> None:
    verb = segment.verb
    fields = verb.collects
    if verb.asks and value.how is How.QUOTED and segment.take_word(value):
        return
    if verb.octets is not None and value.how in _LITERALS:
        take = segment.add if verb.octets.many else segment.hold
        take(verb.octets, value)
    elif fields is not None and fields.kind is Kind.FIELDS and value.how is not How.HEX:
        segment.extend(fields, fields_of_http1(value))
    else:
        _take_word(segment, value)


def _take_word(segment: Segment, value: Value) -> None:
    if not segment.take_word(value):
        raise _not_understood(segment.verb, value)


def _not_understood(verb: Verb, value: Value) -> LanguageError:
    word = value.raw
    offered = [one.word for one in verb.parameters if one.kind is Kind.FLAG]
    offered += [f"{name}=" for name, one in verb.named.items() if one.kind is not Kind.FLAG]
    close = near(word, offered)
    message = f"{verb.name} does not know {shown(word)}"
    if word[-1:] == ":" and verb.collects is not None:
        message += f"; on a line it is {elide(escape(word[:-1]), _LONGEST_NAME)}=value"
        close = ()
    elif verb.asks and not close:
        message += "; a path begins with /, a body is in quotation marks"
    elif verb.octets is not None and not close:
        message += f"; octets are in quotation marks: {_in_quotes(word)}"
    elif verb.collects is not None and not close:
        message += "; a name is followed by = and a value"
    return value.error(message + hint(close), close)


def _in_quotes(word: str) -> str:
    if len(word) > 1 and word[0] == "'" == word[-1]:
        word = word[1:-1]  # as Python has it too
    return '"' + shown(word)[1:-1].replace('"', '\\"') + '"'


# Verbs that take the rest of the line as it stands


def _with_tail(line: _Line, verb: Verb, start: int, at: int) -> Command:
    text = line.text
    given: dict[str, Any] = {}
    end = len(text)
    timed = next((one for one in verb.parameters if one.kind is Kind.SECONDS), None)
    if timed is not None:
        given[timed.name] = timed.default
        found = _timeout(text, at)
        if found is not None:
            end = found.start()
            given[timed.name] = timed.read(Value(text, found.start(1), found.end(1), found[1]))
    tail = _tail(text, at, end)
    if not tail.raw and verb.tail == "pattern" and verb.act and line.context.response:
        tail = Value("", 0, 0, line.context.response)
    elif not tail.raw:
        required = next(one for one in verb.parameters if one.name == verb.tail).required
        if required:
            place = Value(text, start, at, "")
            raise place.error(f"{verb.name} needs {verb.tail}, as in {verb.examples[0]}")
    given[verb.tail] = pattern_of(verb, tail)
    actions = verb.act(given) if verb.act else ()
    given["files"] = ()
    if verb.act is None:
        given["connection"] = line.context.connection
    return Command(verb=verb.name, actions=actions, arguments=given)


def _tail(text: str, at: int, end: int) -> Value:
    """What stands between `at` and `end`, which may be one quoted text after its name."""
    piece = text[at:end]
    start = at + len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    found = _named_tail(text, start, end)
    if found is None:
        return Value(text, start, end, text[start:end])
    value = quoted_value(text[:end], found.end() - 1)
    if value.end != end:
        surplus = text[value.end : end]
        at = end - len(surplus.lstrip())
        raise LanguageError("nothing can follow the quotation mark", text, at, end - at)
    return Value(text, start, end, value.text, How.QUOTED)
