"""Actions as JSON objects, for the trace file, the control socket and scenarios. Knows no file.

An action is `{"verb": "send", ...}`, a frame in it `{"frame": "HEADERS", ...}`; the other names
are those of the dataclasses. Octets are `{"hex": "6832"}`; a string is read as its UTF-8, for
people who write JSON by hand. A field line is `[name, value]`, or
`[name, value, representation, huffman]` where HPACK was given orders. Everything is written;
what has a default may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import Enum, StrEnum
from functools import lru_cache
from json import JSONEncoder
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from h2craft.actions.craft import FRAME_TYPES, CraftedFrame, Data, Field, Headers, Hpack, Raw
from h2craft.actions.verbs import Action, Await, Close, Door, Note, Policy, Send, SendOctets, Sleep
from h2craft.wire import FrameType

_VERBS: dict[str, type] = {
    "send": Send,
    "send_octets": SendOctets,
    "sleep": Sleep,
    "await": Await,
    "close": Close,
    "policy": Policy,
    "note": Note,
}
_FRAMES: dict[str, type] = {
    **{FrameType(number).name: made for made, number in FRAME_TYPES.items()},
    "RAW": Raw,
}
_MARKS = {
    **{made: ("verb", name) for name, made in _VERBS.items()},
    **{made: ("frame", name) for name, made in _FRAMES.items()},
}


def action_to_json(action: Action) -> dict[str, Any]:
    """The action as an object `action_from_json` reads.

    A value its field should never hold (a handler script can put anything there) is passed on as
    it is, so the result may not be JSON then.
    """
    return cast("dict[str, Any]", _shown(action))


def _shown(value: Any) -> Any:
    mark = _MARKS.get(type(value))
    if mark is not None:
        named = {each.name: _shown(getattr(value, each.name)) for each in fields(value)}
        return {mark[0]: mark[1], **named}
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, Field) and value[2:] == (None, None):
        return [_shown(value.name), _shown(value.value)]
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _shown(item) for name, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    return value


def action_to_text(action: Action) -> str:
    """The action as compact JSON text, defaults left out.

    One is written for every response of a server that records, hence by hand for what most
    responses are made of: header lists repeat, and the general way costs ten times as much.
    """
    if type(action) is Send:
        try:
            frames = ",".join([_TEXT[type(crafted)](crafted) for crafted in action.frames])
            door = "" if action.door is Door.LAWFUL else f',"door":"{action.door.value}"'
        except (KeyError, TypeError, ValueError, AttributeError):
            pass  # another frame, or a script's own idea of a value: the general way
        else:
            inform = "" if action.inform else ',"inform":false'
            return f'{{"verb":"send","frames":[{frames}]{door}{inform}}}'
    return _COMPACT.encode(action_to_json(action))


_COMPACT = JSONEncoder(separators=(",", ":"), allow_nan=False)


def _data_text(data: Data) -> str:
    if data.padding is not None or data.whole or type(data.stream_id) is not int:
        raise ValueError("not plain")
    make = _small_data if len(data.data) <= LONGEST_CACHED_DATA else _small_data.__wrapped__
    return make(data.data, data.end_stream, data.elided) % data.stream_id


def _headers_text(headers: Headers) -> str:
    orders = headers.padding, headers.priority, headers.block
    if orders != (None, None, None) or not headers.end_headers or headers.hpack is not Hpack.SHARED:
        raise ValueError("not plain")
    if type(headers.stream_id) is not int:
        raise ValueError("not plain")
    return _plain_headers(headers.fields, headers.end_stream) % headers.stream_id


# Texts with a place for the stream. Responses repeat but for that, and so may their bodies.

LONGEST_CACHED_DATA = 256


@lru_cache(256)
def _small_data(octets: bytes, end_stream: bool, elided: int) -> str:
    hexed = f',"data":{{"hex":"{octets.hex()}"}}' if octets else ""
    end = ',"end_stream":true' if end_stream else ""
    left_out = f',"elided":{elided:d}' if elided else ""
    return f'{{"frame":"DATA","stream_id":%d{hexed}{end}{left_out}}}'


@lru_cache(256)
def _plain_headers(fields: tuple[Field, ...], end_stream: bool) -> str:
    end = ',"end_stream":true' if end_stream else ""
    shown = _COMPACT.encode(_shown(fields))
    return f'{{"frame":"HEADERS","stream_id":%d,"fields":{shown}{end}}}'


_TEXT: dict[type, Callable[[Any], str]] = {Data: _data_text, Headers: _headers_text}


def action_from_json(given: object) -> Action:
    """The action an object stands for. Raises ValueError that says where and what is wrong."""
    return cast("Action", _read_marked(given, "verb", _VERBS))


def _read_marked(given: object, mark: str, classes: Mapping[str, type]) -> Any:
    if not isinstance(given, dict):
        raise ValueError(f"expected an object with {mark!r}, got {given!r:.80}")
    name = given.get(mark)
    made = classes.get(name) if isinstance(name, str) else None
    if made is None:
        raise ValueError(f"{mark} {name!r:.80} is none of {', '.join(classes)}")
    readers, required = _form_of(made)
    values = {}
    for key, value in given.items():
        if key == mark:
            continue
        if key not in readers:
            raise ValueError(f"{name}: {key!r:.80} is none of {', '.join(readers)}")
        try:
            values[key] = readers[key](value)
        except ValueError as error:
            raise ValueError(f"{name}: {key}: {error}") from None
    for each in required:
        if each not in values:
            raise ValueError(f"{name}: {each} is missing")
    return made(**values)


Reader = Callable[[Any], Any]


@lru_cache(None)
def _form_of(made: type) -> tuple[dict[str, Reader], list[str]]:
    """What reads each field, and which of them have no default."""
    hints = get_type_hints(made)
    readers = {each.name: _reader(hints[each.name]) for each in fields(made)}
    required = [
        each.name
        for each in fields(made)
        if each.default is MISSING and each.default_factory is MISSING
    ]
    return readers, required


def _reader(hint: Any) -> Reader:
    """What reads a value for a field with this annotation. KeyError for one not thought of."""
    arguments = get_args(hint)
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if isinstance(hint, UnionType) and NoneType in arguments:
        (other,) = (each for each in arguments if each is not NoneType)
        read = _reader(other)
        return lambda given: None if given is None else read(given)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda given: _read_name(hint, given)
    return _COMPOUND[get_origin(hint)](arguments)


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    if arguments[-1] is ...:
        each = _reader(arguments[0])
        return lambda given: tuple(each(item) for item in _read_list(given))
    readers = [_reader(argument) for argument in arguments]

    def read(given: object) -> tuple[Any, ...]:
        items = _read_list(given)
        if len(items) != len(readers):
            raise ValueError(f"expected {len(readers)} values, got {len(items)}")
        return tuple(one(item) for one, item in zip(readers, items, strict=True))

    return read


def _mapping_reader(arguments: tuple[Any, ...]) -> Reader:
    each = _reader(arguments[1])

    def read(given: object) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise ValueError(f"expected an object, got {given!r:.80}")
        return {_read_text(name): each(value) for name, value in given.items()}

    return read


def _read_int(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError(f"expected a whole number, got {given!r:.80}")
    return given


def _read_number(given: object) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise ValueError(f"expected a number, got {given!r:.80}")
    return given


def _read_bool(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"expected true or false, got {given!r:.80}")
    return given


def _read_text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError(f"expected a string, got {given!r:.80}")
    return given


def _read_octets(given: object) -> bytes:
    if isinstance(given, str):
        return given.encode("utf-8", "surrogateescape")
    if isinstance(given, dict) and len(given) == 1 and isinstance(given.get("hex"), str):
        return bytes.fromhex(given["hex"])
    raise ValueError(f"expected octets as a string or {{'hex': ...}}, got {given!r:.80}")


def _read_list(given: object) -> list[Any]:
    if not isinstance(given, list | tuple):
        raise ValueError(f"expected a list, got {given!r:.80}")
    return list(given)


def _read_name(names: type[StrEnum], given: Any) -> StrEnum:
    try:
        return names(given)
    except ValueError:
        raise ValueError(f"{given!r:.80} is none of {', '.join(names)}") from None


def _read_field(given: object) -> Field:
    if isinstance(given, list) and len(given) == 2:  # what nearly all fields are
        return Field(_read_octets(given[0]), _read_octets(given[1]))
    items = _read_list(given)
    if not 2 <= len(items) <= len(Field._fields):
        raise ValueError(f"expected [name, value] or with HPACK's orders, got {given!r:.80}")
    return Field(*(read(item) for read, item in zip(_FIELD_READERS, items, strict=False)))


_SIMPLE: dict[Any, Reader] = {
    int: _read_int,
    float: _read_number,
    bool: _read_bool,
    str: _read_text,
    bytes: _read_octets,
    Field: _read_field,
    CraftedFrame: lambda given: _read_marked(given, "frame", _FRAMES),
}
_COMPOUND: dict[Any, Callable[[tuple[Any, ...]], Reader]] = {
    tuple: _tuple_reader,
    Mapping: _mapping_reader,
}
_FIELD_READERS = [_reader(hint) for hint in get_type_hints(Field).values()]
