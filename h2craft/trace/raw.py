"""Records as the journal and the trace file pass them on: exact tuples of plain values.

In the order of `Record`'s fields, with kind and origin as ints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from h2craft.actions import Data, Headers, Send
from h2craft.trace.record import Kind, Origin, Record

RawRecord = tuple[int, float, int, int, bytes, int, int, Any]

# A number a newer version wrote stays the int it is.
KINDS: dict[int, Any] = {int(kind): kind for kind in Kind}
ORIGINS: dict[int, Any] = {int(origin): origin for origin in Origin}

_DEEPEST = 6


def record_of(raw: RawRecord) -> Record:
    """The record these values stand for."""
    seq, at, connection, kind, octets, cause, origin, detail = raw
    # Past Record's own __new__, which costs twice as much.
    return tuple.__new__(
        Record,
        (
            seq,
            at,
            connection,
            KINDS.get(kind, kind),
            octets,
            cause,
            ORIGINS.get(origin, origin),
            detail,
        ),
    )


def weight_of(detail: object, depth: int = 0) -> int:
    """About how many octets of memory a detail keeps alive."""
    if type(detail) is Send:
        return _weight_of_send(detail)  # one for every response: no looking around
    if isinstance(detail, bytes | str):
        return 50 + len(detail)
    if depth > _DEEPEST:
        return 100
    if isinstance(detail, Mapping):
        return 230 + sum(50 + weight_of(value, depth + 1) for value in detail.values())
    if isinstance(detail, list | tuple):
        return 60 + sum(8 + weight_of(item, depth + 1) for item in detail)
    if is_dataclass(detail):
        return 60 + sum(weight_of(getattr(detail, f.name), depth + 1) for f in fields(detail))
    return 30


def _weight_of_send(send: Send) -> int:
    weight = 100
    for crafted in send.frames:
        if type(crafted) is Data:
            weight += 150 + len(crafted.data)
        elif type(crafted) is Headers:
            weight += 200
            for field in crafted.fields:
                weight += 150 + len(field[1])
        else:
            weight += weight_of(crafted, 1)
    return weight
