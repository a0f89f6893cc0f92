"""Records as the journal and the trace file pass them on: exact tuples of plain values.

In the order of `Record`'s fields, with kind and origin as ints and the detail as `detail_octets`
made it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from h2craft.trace.codec import detail_of
from h2craft.trace.record import Kind, Origin, Record

RawRecord = tuple[int, float, int, int, bytes, int, int, bytes | None]


class Outline(NamedTuple):
    """Of records without a gap, from seq `first` on, kind and origin in an octet each."""

    first: int = 0
    kinds: bytes = b""
    origins: bytes = b""


# A number a newer version wrote stays the int it is.
KINDS: dict[int, Any] = {int(kind): kind for kind in Kind}
ORIGINS: dict[int, Any] = {int(origin): origin for origin in Origin}


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
            None if detail is None else detail_of(detail),
        ),
    )
