"""From a Python call of a verb to a command: `headers(1, status=200)`. Knows no shell.

The values go through the readers of the line, so a call and its line are the same command. What
stands without a name is told by its type: numbers are streams and what else the line takes
without a name, bytes and str are octets, mappings and pairs are fields or settings.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

from h2craft.actions import Door, Field
from h2craft.language.callmade import MORE_TOLD, made_command
from h2craft.language.command import Command, Context
from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.fields import fields_of_http1
from h2craft.language.known import NAMES
from h2craft.language.pythonvalues import (
    MAKERS,
    choice_value,
    fields_of,
    is_pair,
    number_of,
    number_value,
    octets_like,
    octets_value,
    pair_fields,
    path_value,
    seconds_value,
    stream_of,
    stream_value,
    word_value,
)
from h2craft.language.said import CallText, Said, is_crafted, said_of
from h2craft.language.segment import Segment, command_of, no_place, pattern_of
from h2craft.language.values import (
    NEW,
    choice,
    looks_like_number,
    setting_id,
    setting_value,
    yes_or_no,
)
from h2craft.language.verb import NUMERIC, WORDS, Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS, callable_name
from h2craft.language.words import How, Value
from h2craft.wire import ErrorCode, FrameType, SettingId

PSEUDO = ("status", "method", "scheme", "authority", "path")
"""Keywords that are pseudo-header fields (RFC 9113 8.3)."""

ALIASES = MappingProxyType(
    {
        "stream_id": "stream",
        "error_code": "code",
        "last_stream_id": "last",
        "debug_data": "debug",
        "opaque_data": "data",
        "promised_stream_id": "promised",
        "timeout_seconds": "timeout",
        "field_value": "value",
        "pairs": "settings",
    }
)
"""Names the actions have for what a verb's parameter is called otherwise."""

DOOR_WORDS = ("door", "inform")
_MEMBERS: Mapping[type, Kind] = {ErrorCode: Kind.CODE, FrameType: Kind.TYPE}
_ALL_BUT = 0.8  # how like a parameter's name a keyword is that was meant for it
_read_door = choice("a door", tuple(Door))


def call(
    verb: str,
    args: tuple[Any, ...] = (),
    kwargs: Mapping[str, Any] | None = None,
    context: Context | None = None,
) -> Command:
    """What a verb called with Python values says. Raises LanguageError and nothing else.

    The error's text is the call as one would write it, and it points at the wrong argument.
    """
    found = VERBS.get(verb.lower().removesuffix("_"))
    name = verb if found is None else callable_name(found.name)
    text, positional, named = said_of(name, args, kwargs or {})
    if found is None:
        close = near(verb, VERBS)
        message = f"no verb is called {shown(verb)}{hint(close)}"
        raise LanguageError(message, text.text, 0, len(verb), suggestions=close)
    return _Call(found, text, context or Context()).command(positional, named)


class _Call:
    """One call while it is read."""

    def __init__(self, verb: Verb, text: CallText, context: Context) -> None:
        name = callable_name(verb.name)
        self.verb = verb
        self.place = Value(text.text, 0, len(name), name)
        self.context = context
        self.segment = Segment(verb, self.place, verb.calls[0], lambda one: one.name)
        self.door: Door | None = None
        self.inform = True
        self.pseudo: list[Field] = []  # of keywords: they stand before all other fields
        self.fields: list[Field] = []  # of keywords: they stand behind all other fields

    def command(self, positional: list[Said], named: list[Said]) -> Command:
        for one in named:
            self._named(one)
        if any(is_crafted(one.value) for one in positional):
            if self.segment.given or self.pseudo or self.fields:
                raise self.place.error(MORE_TOLD)
            return made_command(self.verb, positional, self.door, inform=self.inform)
        for one in positional:
            self._positional(one)
        self._place_fields()
        if self.verb.tail:
            self._tail()
        self.segment.place_numbers()
        self.segment.complete(self.context)
        return command_of([self.segment], self.context, self.door, self.inform)

    def _place_fields(self) -> None:
        collects = self.verb.collects
        if collects is not None and (self.pseudo or self.fields):
            given = self.segment.given
            given[collects.name] = [*self.pseudo, *given.get(collects.name, ()), *self.fields]

    # With a name

    def _named(self, said: Said) -> None:
        if said.value is None:
            self._parameter(said)  # nothing is said by it, but it has to be known
            return
        if said.name in DOOR_WORDS and self.verb.frame is not None:
            self._choose(said)
            return
        found = self._parameter(said)
        if found is None:
            self._collected(said)
        elif found.kind is Kind.FLAG:
            _, on = self.verb.flags[_key(said.name)]
            self.segment.set_flag(found, self._is_on(said) is on, _value(said))
        else:
            self._hold(found, said)

    def _parameter(self, said: Said) -> Parameter | None:
        """The parameter a keyword names; None where it is a field or a setting."""
        key = _key(said.name)
        flag = self.verb.flags.get(key)
        if flag is not None:
            return flag[0]
        for one in self.verb.parameters:
            if one.name in (key, ALIASES.get(key)) and not _is_field(one, said):
                return one
        if said.name in DOOR_WORDS and self.verb.frame is not None:
            return None
        if self.verb.collects is None or not said.name:
            raise self._unknown(said)
        return None

    def _unknown(self, said: Said) -> LanguageError:
        names = [one.name for one in self.verb.parameters]
        names += DOOR_WORDS if self.verb.frame is not None else ()
        close = near(said.name, names)
        name = callable_name(self.verb.name)
        return said.name_error(f"{name} has no {shown(said.name)}{hint(close)}", close)

    def _choose(self, said: Said) -> None:
        if said.name == "inform":
            self.inform = self._is_on(said)
        else:
            self.door = Door(_read_door(choice_value(said, "a door")))

    def _is_on(self, said: Said) -> bool:
        if isinstance(said.value, bool):
            return said.value
        if isinstance(said.value, str) or number_of(said.value) in (0, 1):
            return yes_or_no(word_value(said, said.name))
        raise said.error(f"{said.name} is True or False, not {said.raw}")

    def _collected(self, said: Said) -> None:
        """A keyword that is no parameter: a header field, or a setting."""
        collects = self.verb.collects
        assert collects is not None
        if collects.kind is Kind.SETTINGS:
            start = said.start - len(said.name) - 1
            name = Value(said.call.text, start, said.start - 1, said.name)
            self._setting(name, said)
            return
        key = said.name
        if key in DOORS and isinstance(said.value, bool):
            door = "inform=False" if key == "uninformed" else f"door='{key}'"
            raise said.name_error(f"how a frame leaves is said as {door}")
        self._refuse_slip(said)
        if key in PSEUDO:
            key = f":{key}"
        elif key.isidentifier():
            key = key.removesuffix("_").replace("_", "-")
        name_said = Said(key, said.call, said.start, said.end)
        made = pair_fields(said, name_said, said)
        (self.pseudo if key.startswith(":") else self.fields).extend(made)

    def _refuse_slip(self, said: Said) -> None:
        """A keyword that all but is a parameter's is no field somebody wants by that name."""
        names = [one.name for one in self.verb.parameters if not one.many]
        names += (*PSEUDO, *DOOR_WORDS)
        if said.name in names or said.name.replace("_", "-") in NAMES:
            return
        close = tuple(difflib.get_close_matches(said.name.lower(), names, 1, _ALL_BUT))
        if close:
            name, meant = callable_name(self.verb.name), f"did you mean {close[0]}?"
            field = f"a field of that name is in a mapping: {{{said.name!r}: ...}}"
            raise said.name_error(f"{name} has no {shown(said.name)}; {meant} ({field})", close)

    def _setting(self, name: Value, value: Said) -> None:
        collects = self.verb.collects
        assert collects is not None
        on = value.value if isinstance(value.value, bool) else None
        read = setting_value(
            number_value(value, "a setting's value")
            if on is None
            else Value(value.call.text, value.start, value.end, str(int(on)))
        )
        self.segment.extend(collects, [(setting_id(name), read)])

    def _hold(self, one: Parameter, said: Said) -> None:
        """What a keyword gives to its parameter."""
        if one.kind is Kind.FIELDS:
            self._many_fields(said)
        elif one.kind is Kind.SETTINGS:
            self._many_settings(said)
        elif one.name == self.verb.tail:
            self._hold_tail(said)
        elif one.many:
            self._octets(one, said)
        elif not (one.kind is Kind.NUMBERS and said.items == []):
            self.segment.hold(one, MAKERS[one.kind](said, one.name))

    # Without a name

    def _positional(self, said: Said) -> None:
        value = said.value
        if value is None:
            return
        if self.verb.tail:
            self._tail_argument(said)
        elif isinstance(value, bool):
            raise self._misplaced(said, "a flag is named, as in end_stream=True")
        elif isinstance(value, Enum) and type(value) in _MEMBERS:
            self._member(said, _MEMBERS[type(value)])
        elif number_of(value) is not None and not isinstance(value, str):
            self._number(said)
        elif isinstance(value, float):
            self._seconds(said)
        elif isinstance(value, str):
            self._text(said)
        elif octets_like(value):
            self._octets_or_head(said)
        elif said.items is not None or isinstance(value, Field):
            self._container(said)
        else:
            self._object(said)

    def _member(self, said: Said, kind: Kind) -> None:
        """A member of an enumeration of the wire: its parameter, wherever it stands."""
        for one in self.verb.parameters:
            if one.kind is kind and one.name not in self.segment.given:
                self.segment.hold(one, word_value(said, one.name))
                return
        raise self._misplaced(said)

    def _number(self, said: Said) -> None:
        timed = self._unnamed_seconds()
        if timed is not None:
            self.segment.hold(timed, seconds_value(said, timed.name))
            return
        value = number_value(said, "a number without a name")
        if not any(one.kind in NUMERIC for one in self.verb.parameters):
            raise no_place(self.verb, value)
        self.segment.numbers.append(value)

    def _seconds(self, said: Said) -> None:
        timed = self._unnamed_seconds()
        if timed is None:
            raise self._misplaced(said, "numbers are whole")
        self.segment.hold(timed, seconds_value(said, timed.name))

    def _unnamed_seconds(self) -> Parameter | None:
        """The seconds of `sleep`, and of what waits and has no other place for a number."""
        free = [one for one in self.verb.parameters if one.name not in self.segment.given]
        if self.verb.frame is not None:
            return None
        return next((one for one in free if one.kind is Kind.SECONDS), None)

    def _text(self, said: Said) -> None:
        """A name where one is wanted, else octets, a header section, or a number."""
        verb, numbers = self.verb, self.segment.numbers
        if said.value == NEW and self.segment.take_new(word_value(said, NEW)):
            return
        for one in verb.parameters:
            if one.begins and not said.value.startswith(tuple(one.begins)):
                continue
            served = one.required and one.takes_numbers and numbers
            if one.place and one.kind in WORDS and one.name not in self.segment.given:
                if served:
                    continue
                if one.kind is Kind.FILE:
                    self.segment.hold(one, path_value(said, one.name))
                else:
                    self._word(one, said)
                return
        if verb.octets is None and verb.collects is None and looks_like_number(said.value):
            timed = self._unnamed_seconds()
            if timed is None:
                numbers.append(number_value(said, "a number"))
            else:
                self.segment.hold(timed, seconds_value(said, timed.name))
            return
        self._octets_or_head(said)

    def _word(self, one: Parameter, said: Said) -> None:
        try:
            self.segment.hold(one, word_value(said, one.name))
        except LanguageError as error:
            if self.verb.octets is None:
                raise
            name = self.verb.octets.name
            error.message += f"; {name} is b'...' or {name}=..."
            raise

    def _octets_or_head(self, said: Said) -> None:
        """Octets, or a header section in the form of HTTP/1."""
        verb = self.verb
        if verb.octets is not None:
            self._octets(verb.octets, said)
        elif verb.collects is not None and verb.collects.kind is Kind.FIELDS:
            value = octets_value(said, "a header section")
            self.segment.extend(verb.collects, fields_of_http1(value))
        else:
            raise self._misplaced(said)

    def _octets(self, one: Parameter, said: Said) -> None:
        """Octets, or several of them in a list."""
        if not one.many:
            self.segment.hold(one, octets_value(said, one.name))
            return
        if said.items is None or said.is_mapping:
            self.segment.add(one, octets_value(said, one.name))
            return
        for part in said.items:
            self.segment.add(one, octets_value(part, one.name))

    def _container(self, said: Said) -> None:
        collects = self.verb.collects
        if collects is not None and collects.kind is Kind.FIELDS:
            self._many_fields(said)
        elif collects is not None:
            self._many_settings(said)
        elif self.verb.octets is not None and not said.is_mapping:
            self._octets(self.verb.octets, said)
        else:
            raise self._misplaced(said)

    def _many_fields(self, said: Said) -> None:
        if said.items is None and not isinstance(said.value, Field):
            self._octets_or_head(said)
            return
        assert self.verb.collects is not None
        self.segment.extend(self.verb.collects, fields_of(said))

    def _many_settings(self, said: Said) -> None:
        pairs = [said] if is_pair(said) else said.items
        if pairs is None:
            raise said.error(f"settings are {{name: number}} or pairs, not {said.raw}")
        for pair in pairs:
            if not said.is_mapping and not is_pair(pair, within=True):
                raise pair.error(f"a setting is (name, number), not {pair.raw}")
            assert pair.items is not None
            name, value = pair.items
            self._setting(self._setting_name(name), value)
        assert self.verb.collects is not None
        self.segment.extend(self.verb.collects, ())

    def _setting_name(self, said: Said) -> Value:
        if isinstance(said.value, Enum) and not isinstance(said.value, SettingId):
            raise said.error(f"a setting is a name or a number, not {said.raw}")
        return word_value(said, "a setting")

    def _object(self, said: Said) -> None:
        """A path to a script, or something that is on a stream."""
        if stream_of(said.value) is not None and any(
            _is_stream(one) for one in self.verb.parameters
        ):
            self.segment.numbers.append(stream_value(said, "stream"))
            return
        for one in self.verb.parameters:
            if one.kind is Kind.FILE and one.name not in self.segment.given:
                self.segment.hold(one, path_value(said, one.name))
                return
        raise self._misplaced(said)

    def _misplaced(self, said: Said, why: str = "") -> LanguageError:
        name = callable_name(self.verb.name)
        example = why or f"as in {self.verb.calls[0]}"
        return said.error(f"{name} has no place for {said.raw}; {example}")

    # The rest of a line as it stands

    def _tail_argument(self, said: Said) -> None:
        if number_of(said.value) is not None or isinstance(said.value, float):
            timed = self._unnamed_seconds()
            if timed is not None:
                self.segment.hold(timed, seconds_value(said, timed.name))
                return
        self._hold_tail(said)

    def _hold_tail(self, said: Said) -> None:
        tail = next(one for one in self.verb.parameters if one.name == self.verb.tail)
        if tail.name in self.segment.given:
            raise said.error(f"{tail.name} was said before")
        if isinstance(said.value, bool) and self.verb.act is None:
            self.segment.given[tail.name] = "" if said.value else None  # hold(False): no more
            return
        value = MAKERS[tail.kind](said, tail.name)
        self.segment.given[tail.name] = pattern_of(self.verb, value)

    def _tail(self) -> None:
        tail = next(one for one in self.verb.parameters if one.name == self.verb.tail)
        if tail.required and self.verb.tail == "pattern" and self.context.response:
            self.segment.given.setdefault(tail.name, self.context.response)
        if not tail.required:
            self.segment.given.setdefault(tail.name, "")


def _key(name: str) -> str:
    """A keyword as the table has it; `from_` is how Python writes a word it keeps for itself."""
    return name.lower().removesuffix("_")


def _is_stream(one: Parameter) -> bool:
    return one.kind is Kind.STREAM and one.takes_numbers


def _is_field(one: Parameter, said: Said) -> bool:
    """`priority="u=1"` is a header field (RFC 9218 5), `priority=(False, 3, 16)` the flag's."""
    if one.kind is not Kind.PRIORITY or said.value is None or said.items is not None:
        return False
    return not (isinstance(said.value, str) and said.value.startswith("("))


def _value(said: Said) -> Value:
    return Value(said.call.text, said.start, said.end, "", How.PLAIN)
