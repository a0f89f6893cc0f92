"""What passes the control socket, as JSON values and back. Pure; knows no socket and no request.

Dataclasses of the door are objects with the names of their fields, octets `{"hex": ".."}`, paths
and names of enumerations strings, an Action what `action_to_json` makes of it: the form that the
trace has too. Writing never fails, as a handler script can put anything into an action of its
own; reading is strict, but for such an action on the desk: it becomes a note that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import StrEnum
from functools import lru_cache, partial
from math import isfinite
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from h2craft.actions import Action, Note, action_from_json, action_to_json
from h2craft.client import Desk, HeldAction
from h2craft.trace import plain

Reader = Callable[[Any], Any]

_ACTIONS = get_args(Action)


def to_json(value: Any) -> Any:
    """The value in JSON's words: of a dataclass an object with every field.

    Of a desk's policies those that are not that of connections to come: a connection that is not
    named has that one, and there may be thousands.
    """
    if isinstance(value, _ACTIONS):
        return plain(action_to_json(value))
    if isinstance(value, Desk):
        return _object(replace(value, policies=_own_policies(value)))
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, bytes | bytearray):
        return {"hex": value.hex()}
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in list(value.items())}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return plain(value)


def _object(value: Any) -> dict[str, Any]:
    return {one.name: to_json(getattr(value, one.name)) for one in fields(value)}


def _own_policies(desk: Desk) -> dict[int, Any]:
    own = {}
    for number in list(desk.policies):
        policy = desk.policies.get(number)  # the connection may have gone meanwhile
        if policy is not None and policy != desk.policy:
            own[number] = policy
    return own


def from_json(kind: Any, value: Any) -> Any:
    """The value of type `kind`, which `value` stands for. Raises ValueError: where, what is wrong.

    `kind` is any type the door's fields have: a dataclass, `Action`, `tuple[int, ...]`, ...
    Fields that have a default may be left out, unknown ones are refused.
    """
    return _reader(kind)(value)


@lru_cache(256)
def _reader(kind: Any) -> Reader:
    """What reads a value of this type. TypeError for one not thought of."""
    arguments = get_args(kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, UnionType):
        return _union(tuple(one for one in arguments if one is not NoneType), kind)
    if get_origin(kind) in _COMPOUND:
        return _COMPOUND[get_origin(kind)](arguments)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return partial(_member, kind)
    if is_dataclass(kind):
        return partial(_dataclass, kind)
    raise TypeError(f"{kind!r} has no form on the control socket")


def _union(others: tuple[Any, ...], kind: Any) -> Reader:
    """Of the actions, or of one type and None."""
    if len(others) > 1 and others != _ACTIONS:
        raise TypeError(f"{kind!r} has no form on the control socket")
    read = action_from_json if others == _ACTIONS else _reader(others[0])
    return partial(_optional, read) if NoneType in get_args(kind) else read


def _dataclass(kind: Any, given: Any) -> Any:
    if not isinstance(given, dict):
        raise ValueError(f"expected an object, got {given!r:.80}")
    readers = _readers_of(kind)
    values = {}
    for key, value in given.items():
        if key not in readers:
            raise ValueError(f"{kind.__name__}: {key!r:.80} is none of {', '.join(readers)}")
        try:
            values[key] = readers[key](value)
        except ValueError as error:
            raise ValueError(f"{kind.__name__}: {key}: {error}") from None
    for one in fields(kind):
        required = one.default is MISSING and one.default_factory is MISSING
        if required and one.name not in values:
            raise ValueError(f"{kind.__name__}: {one.name} is missing")
    return kind(**values)


@lru_cache(64)
def _readers_of(kind: Any) -> dict[str, Reader]:
    hints = get_type_hints(kind)
    readers = {one.name: _reader(hints[one.name]) for one in fields(kind)}
    if kind is HeldAction:
        readers["action"] = _held_action
    return readers


def _held_action(given: Any) -> Action:
    """A script's own idea of an action must not hide the rest of the desk."""
    try:
        return action_from_json(given)
    except ValueError as error:
        return Note(text=f"an action that cannot be shown here: {error}")


def _optional(read: Reader, given: Any) -> Any:
    return None if given is None else read(given)


def _member(names: type[StrEnum], given: Any) -> StrEnum:
    try:
        return names(given)
    except ValueError:
        raise ValueError(f"{given!r:.80} is none of {', '.join(names)}") from None


def _tuple(arguments: tuple[Any, ...]) -> Reader:
    """Of a tuple of any length; others are not in the door."""
    read = _reader(arguments[0])
    return lambda given: tuple([read(item) for item in _list(given)])


def _mapping(arguments: tuple[Any, ...]) -> Reader:
    name_of = _key_number if arguments[0] is int else _text
    read = _reader(arguments[1])

    def read_all(given: Any) -> dict[Any, Any]:
        if not isinstance(given, dict):
            raise ValueError(f"expected an object, got {given!r:.80}")
        return {name_of(name): read(item) for name, item in given.items()}

    return read_all


def _key_number(given: Any) -> int:
    """A number that is a name in JSON, which has no others; no more digits than a seq has."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 20:
        return int(given)
    raise ValueError(f"expected a whole number as a name, got {given!r:.80}")


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError(f"expected a list, got {given!r:.80}")
    return given


def _integer(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError(f"expected a whole number, got {given!r:.80}")
    return given


def _number(given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise ValueError(f"expected a number, got {given!r:.80}")
    try:
        number = float(given)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise ValueError(f"expected a finite number, got {given!r:.80}")
    return number


def _boolean(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"expected true or false, got {given!r:.80}")
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError(f"expected a string, got {given!r:.80}")
    return given


def _octets(given: Any) -> bytes:
    if isinstance(given, dict) and list(given) == ["hex"] and isinstance(given["hex"], str):
        return bytes.fromhex(given["hex"])
    raise ValueError(f"expected octets as {{'hex': ...}}, got {given!r:.80}")


def _path(given: Any) -> Path:
    return Path(_text(given))


_SIMPLE: dict[Any, Reader] = {
    Any: lambda given: given,
    int: _integer,
    float: _number,
    bool: _boolean,
    str: _text,
    bytes: _octets,
    Path: _path,
}
_COMPOUND: dict[Any, Callable[[tuple[Any, ...]], Reader]] = {tuple: _tuple, Mapping: _mapping}
