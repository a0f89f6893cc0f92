"""One verb and what it was told, and what becomes of several. Knows neither lines nor Python.

The line and the Python call both end here, so that one means what the other means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from h2craft.actions import NEW_STREAM, Door, Send
from h2craft.filter import FilterError, compile
from h2craft.language.command import Command, Context
from h2craft.language.errors import LanguageError
from h2craft.language.making import door_of
from h2craft.language.values import flags_of, octets_of, stream_or_new
from h2craft.language.verb import NUMERIC, WORDS, Kind, Parameter, Verb
from h2craft.language.words import How, Value

Given = dict[str, Any]


@dataclass(slots=True)
class Segment:
    """One verb and what it was told so far.

    place    the verb itself, where an error about something missing points
    example  of the verb, as the reader of an error would write it
    needed   how the reader of an error knows a parameter
    """

    verb: Verb
    place: Value
    example: str
    needed: Callable[[Parameter], str]
    given: Given = field(default_factory=dict)
    numbers: list[Value] = field(default_factory=list)
    files: list[tuple[str, int]] = field(default_factory=list)
    _opens: bool = False

    def hold(self, parameter: Parameter, value: Value) -> None:
        """Read a value that says one thing once."""
        if parameter.name in self.given:
            raise value.error(f"{parameter.name} was said before")
        self.note_file(value)
        self.given[parameter.name] = parameter.read(value)

    def add(self, parameter: Parameter, value: Value) -> None:
        """Read one of several."""
        self.note_file(value)
        self.given.setdefault(parameter.name, []).append(parameter.read(value))

    def extend(self, parameter: Parameter, made: Any) -> None:
        self.given.setdefault(parameter.name, []).extend(made)

    def set_flag(self, parameter: Parameter, on: bool, value: Value) -> None:
        if self.given.get(parameter.name, on) is not on:
            raise value.error(f"{parameter.name} was said to be otherwise before")
        self.given[parameter.name] = on

    def take_word(self, value: Value) -> bool:
        """A word that stands for itself: a code, a type, a choice, a file. False: none is free."""
        for one in self.verb.parameters:
            if one.begins and not value.text.startswith(tuple(one.begins)):
                continue
            if one.place and one.kind in WORDS and one.name not in self.given:
                self.hold(one, value)
                return True
        return False

    def take_new(self, value: Value) -> bool:
        """`new` in the place of a stream. False: there is no such place."""
        for one in self.verb.parameters:
            if one.read is stream_or_new and one.place and one.name not in self.given:
                self.hold(one, value)
                return True
        return False

    @property
    def opens(self) -> bool:
        """It is about the next stream of ours; known once it is complete."""
        return self._opens

    def note_file(self, value: Value) -> None:
        """A file that was read is one of the command's."""
        if value.how is How.FILE:
            self.files.append((value.text, len(octets_of(value))))

    def place_numbers(self) -> None:
        """Numbers without a name: the required ones are served first, then the others in order."""
        self._place_zero()
        free = [
            one for one in self.verb.parameters if one.takes_numbers and one.name not in self.given
        ]
        numbers = self.numbers
        if len(numbers) > len(free):
            raise no_place(self.verb, numbers[len(free)])
        chosen = [one for one in free if one.required][: len(numbers)]
        chosen += [one for one in free if not one.required][: len(numbers) - len(chosen)]
        for parameter, number in zip([one for one in free if one in chosen], numbers, strict=True):
            self.hold(parameter, number)

    def _place_zero(self) -> None:
        """`goaway 0`: frames of the connection may name it, as all others name their stream."""
        for one in self.verb.parameters:
            first = self.numbers[0].text if self.numbers else ""
            if one.only_zero and first in ("0", "0x0") and one.name not in self.given:
                self.hold(one, self.numbers.pop(0))

    def complete(self, context: Context) -> None:
        """Fill in what was not said, and see that nothing is missing."""
        given = self.given
        if self.verb.asks:
            given.setdefault("stream", NEW_STREAM)
            given["asking"] = context.asking
        for one in self.verb.parameters:
            if one.read is stream_or_new and given.get(one.name) == NEW_STREAM:
                given[one.name] = self._new(context)
            if one.name in given:
                continue
            if one.required:
                needed = f"{self.verb.name} needs {self.needed(one)}, as in {self.example}"
                raise self.place.error(needed)
            if one.kind is Kind.STREAM and one.place:
                given[one.name] = context.stream_id or one.default
                if given[one.name] is None:
                    message = f"no stream is selected: say which, as in {self.example}"
                    raise self.place.error(message)
            else:
                given[one.name] = [] if one.many else one.default
        self._read_flags()

    def _new(self, context: Context) -> int:
        """The next stream of ours."""
        if not context.is_client:
            message = "requests are a client's to make (RFC 9113 5.1.1): h2craft connect is one"
            raise self.place.error(message)
        self._opens = True
        return context.next_stream

    def _read_flags(self) -> None:
        """What the name of a flag bit means depends on the type, which is known only now."""
        for one in self.verb.parameters:
            bits = self.given[one.name] if one.kind is Kind.BITS else None
            if bits is not None:
                self.given[one.name] = flags_of(bits, self.given["type"])


def no_place(verb: Verb, extra: Value) -> LanguageError:
    """The error for a number more than a verb takes."""
    named = [
        f"{one.name}="
        for one in verb.parameters
        if one.kind in NUMERIC and one.named and not one.takes_numbers
    ]
    if verb.collects is not None and verb.collects.kind is Kind.FIELDS and _is_status(extra.text):
        named.insert(0, f":status={extra.text}")
    names = f"; write {' or '.join(named)}" if named else ""
    message = f"{verb.name} has no place for the number {extra.raw_shown}{names}"
    return extra.error(message, tuple(named))


_is_status = re.compile("[1-5][0-9][0-9]").fullmatch


def command_of(
    segments: Sequence[Segment], context: Context, door: Door | None, inform: bool
) -> Command:
    """What verbs that were told everything stand for. Several are frames of one flush."""
    first = segments[0]
    if first.verb.frame is None:
        for other in segments[1:]:
            raise other.place.error(f"{first.verb.name} is no frame: nothing can be joined to it")
        actions = first.verb.act(first.given) if first.verb.act else ()
        return Command(
            verb=first.verb.name, actions=actions, arguments=_arguments(segments, context)
        )
    frames, usual = [], []
    for segment in segments:
        if segment.verb.frame is None:
            message = f"{segment.verb.name} is no frame: it cannot be in one flush with others"
            raise segment.place.error(message)
        made = segment.verb.frame(segment.given)
        for frame in made if isinstance(made, tuple) else (made,):
            frames.append(frame)
            usual.append(door_of(frame, segment.verb.door))
    send = Send(frames=tuple(frames), door=flush_door(door, usual, inform), inform=inform)
    return Command(verb=first.verb.name, actions=(send,), arguments=_arguments(segments, context))


def flush_door(named: Door | None, usual: Sequence[Door], inform: bool) -> Door:
    """The door of a flush: the one named, else the wire as soon as one frame goes there."""
    if named is not None:
        return named
    return Door.WIRE if Door.WIRE in usual or not inform else Door.LAWFUL


def _arguments(segments: Sequence[Segment], context: Context) -> Mapping[str, Any]:
    first = segments[0]
    files = tuple(one for segment in segments for one in segment.files)
    arguments = {**first.given, "files": files}
    if first.verb.frame is None and first.verb.act is None:
        arguments.setdefault("connection", context.connection)
    return arguments


PATTERN_WORDS: Mapping[str, str | None] = {"all": "", "off": None, "none": None}
"""What stands alone in place of a filter, as in dialogs and options."""


def pattern_of(verb: Verb, tail: Value) -> str | None:
    """A filter that can be compiled, None for no filter, or plain text; see PATTERN_WORDS."""
    if verb.tail != "pattern":
        return tail.text
    if verb.act is None and tail.text.lower() in PATTERN_WORDS:
        return PATTERN_WORDS[tail.text.lower()]
    try:
        compile(tail.text)
    except FilterError as error:
        whole = tail.how is How.QUOTED  # escapes have moved its places
        at = tail.start if whole else tail.start + error.position
        length = tail.end - tail.start if whole else error.length
        raise LanguageError(error.message, tail.source, at, length) from None
    return tail.text
