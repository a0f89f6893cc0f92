"""What a preset is: lines of the language with knobs in them. Knows no preset in particular."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

from h2craft.language.command import Context
from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.parse import parse
from h2craft.wire import escape

STREAM = "stream"
"""The knob every preset about a stream has: the selected one, if not turned."""

_OF_URL = ("scheme", "authority", "path")
MOST_TIMES = 10_000
_plain = re.compile(r"[^\s\"()+]+").fullmatch
_repeated = re.compile(r"(?<=\")\*[0-9]{1,9}$", re.ASCII)  # "x"*3000
_count = re.compile(r"[0-9]{1,6}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """What may be chosen before a preset is fired.

    default  as the language writes it
    """

    name: str
    default: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A piece that is repeated as often as a knob says, in one flush; `{n}` counts from 1."""

    piece: str
    knob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A misbehaviour people need, or a plain good answer, as lines.

    section  the law that is broken, of RFC 9113 unless it names another
    asks     of a client: its streams are new, and `authority` and the like are the URL's
    lines    templates with `{knob}` for the knobs; a tuple is one flush, joined by +
    """

    name: str
    title: str
    sentence: str
    section: str
    lines: tuple[str | tuple[str | Times, ...], ...]
    knobs: tuple[Knob, ...] = ()
    asks: bool = False

    def commands(self, context: Context | None = None, **knobs: str | int) -> list[str]:
        """The lines, one command each, to be fired one after the other.

        A knob is given as the language writes it. Raises LanguageError, whose `field` names the
        knob, for one there is none of, or whose value makes a line that is none.
        """
        context = context or Context()
        chosen = {knob.name: self.begins(knob, context) for knob in self.knobs}
        for name, value in knobs.items():
            if name not in chosen:
                close = near(name, chosen)
                message = f"{self.name} has no knob {shown(name)}{hint(close)}"
                raise LanguageError(message, name, 0, len(name), suggestions=close, field=name)
            chosen[name] = _checked(name, str(value))
        made = [self._line(line, chosen) for line in self.lines]
        for line in made:
            parse(line, context)
        return made

    def begins(self, knob: Knob, context: Context) -> str:
        """What a knob stands at before it is turned."""
        if self.asks and context.is_client:
            url = {name: escape(getattr(context.asking, name)) for name in _OF_URL}
            return {STREAM: str(context.next_stream), **url}.get(knob.name) or knob.default
        return str(_stream(context) or knob.default) if knob.name == STREAM else knob.default

    def _line(self, line: str | tuple[str | Times, ...], chosen: Mapping[str, str]) -> str:
        made: list[str] = []
        for piece in _pieces(line):
            if isinstance(piece, str):
                made.append(piece.format(**chosen))
                continue
            times = _times(piece.knob, chosen[piece.knob])
            made += [piece.piece.format(**chosen, n=n) for n in range(1, times + 1)]
        return " + ".join(made)

    @property
    def used(self) -> frozenset[str]:
        """The names of the knobs its lines use."""
        pieces = [piece for line in self.lines for piece in _pieces(line)]
        texts = [piece if isinstance(piece, str) else piece.piece for piece in pieces]
        parsed = (part for text in texts for part in string.Formatter().parse(text))
        counted = {piece.knob for piece in pieces if isinstance(piece, Times)}
        return frozenset({field for _, field, _, _ in parsed if field} - {"n"} | counted)


def _pieces(line: str | tuple[str | Times, ...]) -> tuple[str | Times, ...]:
    return (line,) if isinstance(line, str) else line


def _stream(context: Context) -> int:
    """The stream a preset is about: the selected one, else the newest of those offered."""
    return context.stream_id or max(context.streams, default=0) or context.highest


def _checked(name: str, value: str) -> str:
    """A value stays within its word: white space and the like only in quotation marks."""
    value = value.strip()
    literal = _repeated.sub("", value)
    quoted = len(literal) >= 2 and literal[0] == literal[-1] == '"'
    if _plain(value) or quoted or value.startswith(("hex(", "file(", 'b"')):
        return value
    raise LanguageError("write this in quotation marks", value, 0, max(1, len(value)), field=name)


def _times(name: str, value: str) -> int:
    if not _count(value) or not 0 < int(value) <= MOST_TIMES:
        message = f"{name} is 1 to {MOST_TIMES:,}"
        raise LanguageError(message, value, 0, max(1, len(value)), field=name)
    return int(value)
