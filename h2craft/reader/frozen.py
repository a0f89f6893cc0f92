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
from collections.abc import Callable, ItemsView, Iterable, Mapping, ValuesView
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
    frozen = {one.stream_id: pickle.dumps(_flat_stream(one), _PROTOCOL) for one in streams}
    return zlib.compress(pickle.dumps(frozen, _PROTOCOL), _LEVEL)


def thaw_streams(octets: bytes) -> dict[int, bytes]:
    """What `thaw_core` takes: each stream by itself still frozen."""
    frozen: dict[int, bytes] = pickle.loads(zlib.decompress(octets))
    return frozen


def _thawed(octets: bytes) -> Stream:
    return _stream(pickle.loads(octets))


class ClosedStreams(OrderedDict[int, Stream]):
    """Closed streams that are thawed one by one, when somebody asks: hardly any is asked for."""

    def __init__(self, frozen: Iterable[tuple[int, bytes]]) -> None:
        super().__init__()
        put: Any = super().__setitem__
        for number, octets in frozen:
            put(number, octets)

    def __getitem__(self, number: int) -> Stream:
        stream: Any = super().__getitem__(number)
        if type(stream) is bytes:
            stream = _thawed(stream)
            super().__setitem__(number, stream)
        kept: Stream = stream
        return kept

    def get(self, number: int, default: Any = None) -> Any:
        try:
            return self[number]
        except KeyError:
            return default

    def pop(self, number: int, *default: Any) -> Any:
        if number not in self:
            return super().pop(number, *default)
        stream = self[number]
        del self[number]
        return stream

    def popitem(self, last: bool = True) -> tuple[int, Stream]:
        if not self:
            raise KeyError("there is no stream")
        number = next(reversed(self) if last else iter(self))
        return number, self.pop(number)

    def values(self) -> Any:
        return ValuesView(self)

    def items(self) -> Any:
        return ItemsView(self)


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
    def __init__(self, file: io.BytesIO, stream_of: Callable[[int], Stream | None]) -> None:
        super().__init__(file)
        self._stream_of = stream_of

    def persistent_load(self, pid: Any) -> Stream | None:
        return self._stream_of(pid)


def freeze_core(connection: Connection) -> bytes:
    """Everything of a connection but its streams, of which the numbers are kept in order."""
    values = {name: value for name, value in vars(connection).items() if name not in _APART}
    written = io.BytesIO()
    pickle.dump((tuple(connection.streams), tuple(connection.closed_streams)), written, _PROTOCOL)
    _Freezer(written, _PROTOCOL).dump((type(connection), connection.findings.maxlen, values))
    return zlib.compress(written.getbuffer(), _LEVEL)


def thaw_core(octets: bytes, frozen: Mapping[int, bytes]) -> Connection:
    """The connection again, with those streams of `frozen` it had."""
    written = io.BytesIO(zlib.decompress(octets))
    opened, closed = pickle.load(written)
    streams = OrderedDict((number, _thawed(frozen[number])) for number in opened)
    closed_streams = ClosedStreams((number, frozen[number]) for number in closed)
    kind, findings, values = _Thawer(
        written, lambda number: streams.get(number) or closed_streams.get(number)
    ).load()
    connection: Connection = object.__new__(kind)
    vars(connection).update(values)
    connection.findings = deque(maxlen=findings)
    connection.streams, connection.closed_streams = streams, closed_streams
    return connection
