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
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from h2craft.model import Connection, Message, Move, Stream, Window
from h2craft.wire import Decoder, HeaderTable

_LEVEL = 1
_APART = frozenset(("streams", "closed_streams", "findings"))
_PROTOCOL = 5

# Streams there are thousands of: they are taken apart by hand, a third of the time of pickling.

Flat = tuple[Any, ...]
_STREAM = tuple(name for name in Stream.__slots__ if name not in ("received", "sent"))
_MESSAGE = tuple(name for name in Message.__slots__ if name != "window")
_WINDOW = tuple(name for name in Window.__slots__ if name != "moves")
_of_stream, _of_message = attrgetter(*_STREAM), attrgetter(*_MESSAGE)
_of_window = attrgetter(*_WINDOW, "__class__")  # of more than one name comes a tuple


def _flat_message(message: Message) -> Flat:
    window = message.window
    moves = [value for move in window.moves for value in move]
    return _of_message(message), _of_window(window)[:-1], moves


def _message(flat: Flat) -> Message:
    message: Message = object.__new__(Message)
    for name, value in zip(_MESSAGE, flat[0], strict=True):
        setattr(message, name, value)
    message.window = window = object.__new__(Window)
    for name, value in zip(_WINDOW, flat[1], strict=True):
        setattr(window, name, value)
    parts = iter(flat[2])
    window.moves = list(map(Move._make, zip(parts, parts, parts, parts, strict=True)))
    return message


def _flat_stream(stream: Stream) -> Flat:
    return _of_stream(stream), _flat_message(stream.received), _flat_message(stream.sent)


def _stream(flat: Flat) -> Stream:
    stream: Stream = object.__new__(Stream)
    for name, value in zip(_STREAM, flat[0], strict=True):
        setattr(stream, name, value)
    stream.received, stream.sent = _message(flat[1]), _message(flat[2])
    return stream


def freeze_streams(streams: Iterable[Stream]) -> bytes:
    flat = pickle.dumps(list(map(_flat_stream, streams)), _PROTOCOL)
    return zlib.compress(flat, _LEVEL)


def thaw_streams(octets: bytes) -> list[Stream]:
    return list(map(_stream, pickle.loads(zlib.decompress(octets))))


# The rest of a connection there is one of.


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
    dispatch_table = {
        HeaderTable: _table,
        Decoder: _decoder,
        Move: lambda move: (Move, tuple(move)),
    }

    def persistent_id(self, thing: Any) -> int | None:
        """A stream that is referred to from elsewhere is the one in `streams`."""
        return thing.stream_id if type(thing) is Stream else None


class _Thawer(pickle.Unpickler):
    def __init__(self, octets: bytes, streams: Mapping[int, Stream]) -> None:
        super().__init__(io.BytesIO(octets))
        self._streams = streams

    def persistent_load(self, pid: Any) -> Stream | None:
        return self._streams.get(pid)


def freeze_core(connection: Connection) -> bytes:
    """Everything of a connection but its streams, of which the numbers are kept in order."""
    values = {name: value for name, value in vars(connection).items() if name not in _APART}
    numbers = tuple(connection.streams), tuple(connection.closed_streams)
    written = io.BytesIO()
    everything = type(connection), connection.findings.maxlen, values, numbers
    _Freezer(written, _PROTOCOL).dump(everything)
    return zlib.compress(written.getbuffer(), _LEVEL)


def thaw_core(octets: bytes, streams: Mapping[int, Stream]) -> Connection:
    """The connection again, with those of `streams` it had."""
    kind, findings, values, numbers = _Thawer(zlib.decompress(octets), streams).load()
    connection: Connection = kind.__new__(kind)
    vars(connection).update(values)
    connection.findings = deque(maxlen=findings)
    connection.streams = OrderedDict((number, streams[number]) for number in numbers[0])
    connection.closed_streams = OrderedDict((number, streams[number]) for number in numbers[1])
    return connection
