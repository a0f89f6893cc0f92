"""A Python call as text, and where each of its values stands in it. Knows no verb.

An error about a value points at it in the call as it would be written. Whatever the values are,
and whatever their own methods do, nothing but LanguageError is raised.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, get_args

from h2craft.actions import Action, CraftedFrame, Field
from h2craft.language.errors import LanguageError
from h2craft.language.words import Budget
from h2craft.wire import elide, escape

LONGEST_SHOWN = 60
MOST_ITEMS = 100_000
"""Items a list or a mapping may have: far more than a header section will ever need."""

_DEEPEST = 4
_HUGE_BITS = 256  # beyond, decimal digits cost more than anybody wants to read
_CRAFTED = (*get_args(CraftedFrame), *get_args(Action))
_LEAVES = (str, bytes, bytearray, memoryview, Enum, Field, type, type(None))


@dataclass(slots=True)
class Said:
    """A value, and its place in the text of its call.

    items  of a list, a tuple or another iterable; of a mapping (name, value) pairs
    name   the keyword, empty for a value without
    """

    value: Any
    call: CallText
    start: int = 0
    end: int = 0
    items: list[Said] | None = None
    is_mapping: bool = False
    name: str = ""

    @property
    def raw(self) -> str:
        """As it is written in the call."""
        return elide(self.call.text[self.start : self.end], LONGEST_SHOWN)

    def error(self, message: str, suggestions: Iterable[str] = ()) -> LanguageError:
        """An error that points here."""
        length = max(1, self.end - self.start)
        return LanguageError(message, self.call.text, self.start, length, suggestions=suggestions)

    def name_error(self, message: str, suggestions: Iterable[str] = ()) -> LanguageError:
        """An error that points at the keyword."""
        length = len(escape(self.name))
        at = self.start - length - 1
        return LanguageError(message, self.call.text, at, length, suggestions=suggestions)


@dataclass(slots=True)
class CallText:
    """The text of a call while its values are looked at."""

    text: str = ""
    parts: list[str] = field(default_factory=list)
    at: int = 0
    budget: Budget = field(default_factory=Budget)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)


def said_of(
    verb: str, args: Iterable[Any], kwargs: Mapping[str, Any]
) -> tuple[CallText, list[Said], list[Said]]:
    """The call's text, its values without a name, and those with one."""
    call = CallText()
    call.write(f"{verb}(")
    positional, named = [], []
    separate = ""
    for value in args:
        call.write(separate)
        positional.append(_say(call, value))
        separate = ", "
    for name, value in kwargs.items():
        call.write(f"{separate}{escape(name)}=")
        one = _say(call, value)
        one.name = name
        named.append(one)
        separate = ", "
    call.write(")")
    call.text = "".join(call.parts)
    return call, positional, named


def _say(call: CallText, value: Any, depth: int = 0) -> Said:
    said = Said(value, call, call.at)
    inner = None if depth >= _DEEPEST else _inner(value)
    if inner is None:
        call.write(text_of(value))
    elif isinstance(value, Mapping):
        said.is_mapping = True
        said.items = _say_pairs(call, inner, depth)
    else:
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        call.write(opening)
        said.items = []
        for one in inner:
            call.write(", " if said.items else "")
            said.items.append(_say(call, one, depth + 1))
        call.write(",)" if closing == ")" and len(said.items) == 1 else closing)
    said.end = call.at
    return said


def _say_pairs(call: CallText, pairs: Iterator[Any], depth: int) -> list[Said]:
    call.write("{")
    made: list[Said] = []
    for name, value in pairs:
        call.write(", " if made else "")
        pair = Said((name, value), call, call.at)
        key = _say(call, name, _DEEPEST)
        call.write(": ")
        pair.items = [key, _say(call, value, depth + 1)]
        pair.end = call.at
        made.append(pair)
    call.write("}")
    return made


def _inner(value: Any) -> Iterator[Any] | None:
    """What is in a container, all of it and once; None for what is none."""
    if isinstance(value, _LEAVES) or hasattr(type(value), "__dataclass_fields__"):
        return None
    try:
        inner = iter(value.items() if isinstance(value, Mapping) else value)
        made = list(itertools.islice(inner, MOST_ITEMS + 1))
        if isinstance(value, Mapping):
            made = [(name, one) for name, one in made]
    except Exception:  # the methods of somebody else's object
        return None
    return None if len(made) > MOST_ITEMS else iter(made)


def is_crafted(value: Any) -> bool:
    """It is a frame or an action, of the vocabulary."""
    return isinstance(value, _CRAFTED)


def text_of(value: Any) -> str:
    """An expression for one value, printable and not long."""
    if isinstance(value, bytes | bytearray | memoryview | str):
        text = _literal(value)
    elif isinstance(value, int) and not isinstance(value, Enum):
        text = _number(value)
    else:
        text = _repr(value)
    return elide(text if text.isascii() and text.isprintable() else escape(text), LONGEST_SHOWN)


def _literal(value: Any) -> str:
    """Of a long one, both ends are enough to know it by."""
    if isinstance(value, memoryview):
        try:
            value = value.tobytes()
        except Exception:  # released, or no octets
            return "memoryview"
    plain: Callable[[Any], Any] = str.__str__ if isinstance(value, str) else bytes
    if len(value) > 2 * LONGEST_SHOWN:
        value = plain(value[:LONGEST_SHOWN]) + plain(value[-LONGEST_SHOWN:])
    return repr(plain(value))


def _number(value: int) -> str:
    if isinstance(value, bool):
        return str(value)
    number = int(value)
    surplus = number.bit_length() - _HUGE_BITS
    return str(number) if surplus <= 0 else f"{number >> surplus:#x}..."


def _repr(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, float | type(None)):
        return repr(value)
    if hasattr(type(value), "__dataclass_fields__") and not is_crafted(value):
        return f"<{type(value).__name__}>"  # a stream or a reading says more than anybody reads
    try:
        text = repr(value)
        return text if type(text) is str else type(value).__name__
    except Exception:  # the methods of somebody else's object
        return f"<{type(value).__name__}>"
