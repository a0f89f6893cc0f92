"""Connections and streams as octets, and back: what checkpoints are made of. Knows no record.

Whatever attributes the model gives its objects are kept, but for two: findings (a connection may
have ten thousand, and no rule looks back at them) and what a decoder read last. The octets stay in
this process: nothing that came from outside is ever thawed.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from h2craft.model import Connection, Message, Move, Stream, Window
from h2craft.wire import Decoder, HeaderTable

_LEVEL = 1
_APART = frozenset(("streams", "closed_streams", "findings"))
_PROTOCOL = 5

_SLOTS: dict[type, tuple[str, ...]] = {
    Stream: tuple(Stream.__slots__),
    Message: tuple(Message.__slots__),
    Window: tuple(Window.__slots__),
}


def _reducer(kind: type) -> Callable[[Any], Any]:
    values = attrgetter(*_SLOTS[kind])
    return lambda thing: (_rebuild, (kind, values(thing)))


def _rebuild(kind: type, values: tuple[Any, ...]) -> Any:
    thing: Any = object.__new__(kind)
    for name, value in zip(_SLOTS[kind], values, strict=True):
        setattr(thing, name, value)
    return thing


def _table(table: HeaderTable) -> Any:
    # Entries are of a class that cannot be copied; as plain tuples they mean the same.
    return _rebuild_table, (table.max_size, [(name, value) for name, value in table.entries])


def _rebuild_table(max_size: int, entries: list[tuple[bytes, bytes]]) -> HeaderTable:
    table = HeaderTable(max_size)
    for entry in reversed(entries):
        table.insert(entry)
    return table


def _decoder(decoder: Decoder) -> Any:
    return _rebuild_decoder, (
        decoder.table,
        decoder.max_header_list_size,
        decoder.max_allowed_table_size,
        decoder.blocks,
    )


def _rebuild_decoder(table: HeaderTable, most: int, allowed: int, blocks: int) -> Decoder:
    decoder = Decoder(most)
    decoder.table = table
    decoder.max_allowed_table_size = allowed
    decoder.blocks = blocks
    return decoder


class _Freezer(pickle.Pickler):
    """Half the time of plain pickling, for the classes there are thousands of objects of."""

    dispatch_table = {
        **{kind: _reducer(kind) for kind in _SLOTS},
        Move: lambda move: (Move, tuple(move)),
        HeaderTable: _table,
        Decoder: _decoder,
    }


class _CoreFreezer(_Freezer):
    def persistent_id(self, thing: Any) -> int | None:
        """A stream that is referred to from elsewhere is the one in `streams`."""
        return thing.stream_id if type(thing) is Stream else None


class _CoreThawer(pickle.Unpickler):
    def __init__(self, octets: bytes, streams: Mapping[int, Stream]) -> None:
        super().__init__(io.BytesIO(octets))
        self._streams = streams

    def persistent_load(self, pid: Any) -> Stream | None:
        return self._streams.get(pid)


def _frozen(freezer: type[pickle.Pickler], thing: Any) -> bytes:
    written = io.BytesIO()
    freezer(written, _PROTOCOL).dump(thing)
    return zlib.compress(written.getbuffer(), _LEVEL)


def freeze_streams(streams: Iterable[Stream]) -> bytes:
    return _frozen(_Freezer, list(streams))


def thaw_streams(octets: bytes) -> list[Stream]:
    thawed: list[Stream] = pickle.loads(zlib.decompress(octets))
    return thawed


def freeze_core(connection: Connection) -> bytes:
    """Everything of a connection but its streams, of which the numbers are kept in order."""
    values = {name: value for name, value in vars(connection).items() if name not in _APART}
    numbers = tuple(connection.streams), tuple(connection.closed_streams)
    return _frozen(_CoreFreezer, (type(connection), connection.findings.maxlen, values, numbers))


def thaw_core(octets: bytes, streams: Mapping[int, Stream]) -> Connection:
    """The connection again, with those of `streams` it had."""
    kind, findings, values, numbers = _CoreThawer(zlib.decompress(octets), streams).load()
    connection: Connection = kind.__new__(kind)
    vars(connection).update(values)
    connection.findings = deque(maxlen=findings)
    connection.streams = OrderedDict((number, streams[number]) for number in numbers[0])
    connection.closed_streams = OrderedDict((number, streams[number]) for number in numbers[1])
    return connection
