"""Records and details as JSON: the exchange form, and the details in the trace file. Pure.

Nothing a handler script puts in a detail makes writing fail: what JSON cannot say is written as
its repr. Reading is strict about a record and lenient about an action no longer understood,
which stays the mapping it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import Enum, IntEnum
from functools import lru_cache
from math import isfinite
from typing import Any, get_args

from h2craft.actions import Action, action_from_json, action_to_json, action_to_text
from h2craft.trace.record import Kind, Origin, Record

FORMAT_VERSION = 1
"""Of the trace file and the JSON form together."""

_ACTIONS = get_args(Action)
_DEEPEST = 20
ACTION_MARK = b"!"  # no JSON text begins so


def record_to_json(record: Record) -> dict[str, Any]:
    """The record as an object of JSON values: octets as hex, kind and origin by name.

    An Action is under "action", any other detail under "detail"; None under neither.
    """
    made: dict[str, Any] = {
        "seq": record.seq,
        "at": record.at,
        "connection": record.connection,
        "kind": _name_of(record.kind),
        "octets": record.octets.hex(),
        "cause": record.cause,
        "origin": _name_of(record.origin),
    }
    if isinstance(record.detail, _ACTIONS):
        made["action"] = plain(action_to_json(record.detail))
    elif record.detail is not None:
        made["detail"] = plain(record.detail)
    return made


def record_from_json(given: object) -> Record:
    """The record an object stands for. Raises ValueError that says what is wrong."""
    if not isinstance(given, Mapping):
        raise ValueError(f"expected an object, got {given!r:.80}")
    detail = given.get("detail")
    if "action" in given:
        detail = _action_or_mapping(given["action"])
    try:
        return Record(
            int(given["seq"]),
            float(given["at"]),
            int(given["connection"]),
            _number_of(Kind, given["kind"]),
            bytes.fromhex(given["octets"]),
            int(given["cause"]),
            _number_of(Origin, given["origin"]),
            detail,
        )
    except KeyError as error:
        raise ValueError(f"not a record: {error.args[0]} is missing") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"not a record: {error}") from None


class WrittenDetail(bytes):
    """A detail that is compact JSON already: for records that are made for every request."""

    __slots__ = ()


@lru_cache(1024)
def quoted(text: str) -> bytes:
    """Text as JSON, for the writers of details. For text that repeats and is short."""
    return json.dumps(text).encode("ascii")


def detail_octets(detail: object) -> bytes:
    """A detail as compact JSON, marked if it is an Action; never raises."""
    if type(detail) is WrittenDetail:
        return bytes(detail)
    if isinstance(detail, _ACTIONS):
        try:
            return ACTION_MARK + action_to_text(detail).encode("ascii")
        except (TypeError, ValueError, RecursionError):
            return ACTION_MARK + _ENCODER.encode(plain(action_to_json(detail))).encode("ascii")
    try:
        text = _encode(detail)
    except (TypeError, ValueError, RecursionError):
        text = _ENCODER.encode(plain(detail))
    return text.encode("ascii")


def detail_of(octets: bytes) -> Any:
    """What `detail_octets` made these of, or the text itself where that cannot be understood."""
    try:
        if octets.startswith(ACTION_MARK):
            return _action_or_mapping(json.loads(octets[1:]))
        return json.loads(octets)
    except (ValueError, RecursionError):
        return octets.decode("ascii", "backslashreplace")


def plain(value: Any, above: tuple[int, ...] = ()) -> Any:
    """The nearest thing JSON can say: mappings with string keys, lists, finite numbers, text."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, int) and abs(value) < 1 << 64:  # int's repr has a limit of its own
        return value
    if id(value) not in above and len(above) < _DEEPEST:
        above = (*above, id(value))
        if isinstance(value, Mapping):
            return {_key(name): plain(item, above) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item, above) for item in value]
    return _repr(value)


def _key(name: object) -> str:
    return name if isinstance(name, str) else _repr(name)


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # whatever a script's __repr__ does, the record is to be kept
        return f"<{type(value).__name__} without a repr>"


def _action_or_mapping(given: Any) -> Any:
    try:
        return action_from_json(given)
    except ValueError:
        return given


def _name_of(number: int) -> str | int:
    return number.name.lower() if isinstance(number, IntEnum) else number


def _number_of(names: type[IntEnum], given: Any) -> Any:
    """The member with this name or number; an unknown number stays an int."""
    if isinstance(given, str):
        try:
            return names[given.upper()]
        except KeyError:
            raise ValueError(f"{given!r:.80} is no {names.__name__.lower()}") from None
    try:
        return names(given)
    except ValueError:
        return int(given)


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=plain)


def _one_shot() -> Callable[[object], str]:
    """`_ENCODER.encode`, without building the same C encoder anew for each of its calls."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # an interpreter without the accelerator
        return _ENCODER.encode
    quote = json.encoder.encode_basestring_ascii
    write = make(None, plain, quote, None, ":", ",", False, False, False)
    return lambda detail: "".join(write(detail, 0))


_encode = _one_shot()
