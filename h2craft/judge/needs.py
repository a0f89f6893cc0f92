"""What a case says it needs of a client, read: "requests 2, post 200000". Knows words only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from h2craft.judge.errors import CaseError
from h2craft.judge.shape import Shape
from h2craft.wire import parse_setting_id

_EXTRA = re.compile(r"[a-z][a-z-]*(?: [a-z-]+)*")
_SETTING = re.compile(r"([A-Za-z0-9_]+) *(<=|>=|!=|<|>|=) *(\d+)")
_OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "!=": ne,
}


class Announced(NamedTuple):
    """What the client's SETTINGS have to say: `HEADER_TABLE_SIZE<4096`."""

    identifier: int
    holds: Callable[[int], bool]


def parse_needs(text: str) -> Shape:
    """The shape of a `Needs:` line; an empty one is a GET. CaseError where it cannot be read."""
    shape = Shape()
    for part in filter(None, (one.strip() for one in text.split(","))):
        word, _, value = part.partition(" ")
        reader = _READERS.get(word)
        if reader is not None:
            shape = reader(shape, value.strip(), part)
        elif _EXTRA.fullmatch(part):
            shape = replace(shape, extra=(*shape.extra, part))
        else:
            raise CaseError(f"Needs: {part!r} cannot be understood")
    return replace(shape, requests=max(shape.requests, shape.parallel))


def parse_setting(text: str) -> Announced:
    """ "HEADER_TABLE_SIZE<4096" as a test of the value. CaseError where it is none."""
    found = _SETTING.fullmatch(text.strip())
    if found is None:
        raise CaseError(f"Needs: settings {text!r} is not NAME<NUMBER")
    try:
        identifier = parse_setting_id(found[1])
    except ValueError as error:
        raise CaseError(f"Needs: settings {text!r}: {error}") from None
    compare, bound = _OPERATORS[found[2]], int(found[3])
    return Announced(identifier, lambda value: compare(value, bound))


def _method(name: str) -> Callable[[Shape, str, str], Shape]:
    return lambda shape, value, part: replace(_bare(shape, value, part), method=name)


def _bare(shape: Shape, value: str, part: str) -> Shape:
    if value:
        raise CaseError(f"Needs: {part!r} says too much")
    return shape


def _count(value: str, part: str) -> int:
    if not value.isdecimal() or not int(value):
        raise CaseError(f"Needs: {part!r} needs a number")
    return int(value)


def _seconds(value: str, part: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 3600:
        raise CaseError(f"Needs: {part!r} needs a number of seconds")
    return seconds


def _post(shape: Shape, value: str, part: str) -> Shape:
    return replace(shape, method="POST", size=_count(value, part))


def _named(shape: Shape, value: str, part: str) -> Shape:
    if not re.fullmatch(r"[A-Z]+", value):
        raise CaseError(f"Needs: {part!r} needs a method")
    return replace(shape, method=value)


def _settings(shape: Shape, value: str, part: str) -> Shape:
    parse_setting(value)
    return replace(shape, settings=(*shape.settings, value))


_READERS: Mapping[str, Callable[[Shape, str, str], Shape]] = {
    "get": _method("GET"),
    "head": _method("HEAD"),
    "post": _post,
    "method": _named,
    "requests": lambda shape, value, part: replace(shape, requests=_count(value, part)),
    "parallel": lambda shape, value, part: replace(shape, parallel=_count(value, part)),
    "push": lambda shape, value, part: replace(_bare(shape, value, part), push=True),
    "slow": lambda shape, value, part: replace(shape, slow=_seconds(value, part)),
    "cancel": lambda shape, value, part: replace(shape, cancel=_seconds(value, part)),
    "https": lambda shape, value, part: replace(_bare(shape, value, part), https=True),
    "settings": _settings,
}
