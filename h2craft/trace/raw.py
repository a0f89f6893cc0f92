"""Records as the journal and the trace file pass them on: exact tuples of plain values.

In the order of `Record`'s fields, with kind and origin as ints and the detail as `detail_octets`
made it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from h2craft.trace.codec import ACTION_MARK, detail_octets, detail_of
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


def raw_of(record: Record) -> RawRecord:
    """The values `record_of` makes it of."""
    seq, at, connection, kind, octets, cause, origin, detail = record
    noted = None if detail is None else detail_octets(detail)
    return (seq, at, connection, +kind, octets, cause, +origin, noted)


_KIND_TEXTS = {int(kind): b'"%b"' % kind.name.lower().encode() for kind in Kind}
_ORIGIN_TEXTS = {int(origin): b'"%b"' % origin.name.lower().encode() for origin in Origin}


def text_of(raw: RawRecord) -> bytes:
    """The record as JSON that `record_from_json` reads, defaults of an action left out.

    The detail is JSON already: this takes a thirtieth of the time of the way by `record_to_json`,
    which counts where somebody reads along with a busy engine.
    """
    seq, at, connection, kind, octets, cause, origin, detail = raw
    if detail is None:
        end = b"}"
    elif detail.startswith(ACTION_MARK):
        end = b',"action":%b}' % detail[len(ACTION_MARK) :]
    else:
        end = b',"detail":%b}' % detail
    return b'{"seq":%d,"at":%a,"connection":%d,"kind":%b,"octets":"%b","cause":%d,"origin":%b%b' % (
        seq,
        at,
        connection,
        _KIND_TEXTS.get(kind) or b"%d" % kind,
        octets.hex().encode(),
        cause,
        _ORIGIN_TEXTS.get(origin) or b"%d" % origin,
        end,
    )
