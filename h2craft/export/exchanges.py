"""Requests with what came back, put together from readings. Knows the fold; no form to write in.

An exchange is a stream (RFC 9113 8.1). It leaves in the order of the requests, once both messages
have ended or the connection has; some frames may come behind that, so it lingers for a while.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from h2craft.export.selection import Selection
from h2craft.export.upgraded import LARGEST_HEAD, Fields, fields_of_head
from h2craft.model import Connection, Direction, FieldsKind, Reading
from h2craft.trace import Kind
from h2craft.wire import END_HEADERS, END_STREAM, Frame, FrameType, error_code_name, payloads

LINGER = 100
"""Ended exchanges that are kept open for frames that come late."""
LARGEST_BODY = 1 << 24
"""Octets of content that are kept; what is longer is cut, and says so."""

_OCTETS = frozenset((Kind.OCTETS_RECEIVED, Kind.OCTETS_SENT))
_FRAMES = frozenset((Kind.FRAME_RECEIVED, Kind.FRAME_SENT))


@dataclass(slots=True, kw_only=True)
class Half:
    """One message of an exchange.

    fields       of its head; None until one has come, and where none could be read
    interim      the heads before it: 1xx responses (RFC 9110 15.2)
    began, ended seconds since the journal began, of its first and its last frame
    head_octets  on the wire: frames with header blocks, frame headers included
    octets       of content, DATA without padding; `content` has the first LARGEST_BODY of them
    data_octets  on the wire: DATA frames, frame headers and padding included
    unread       header blocks that could not be decoded
    """

    fields: Fields | None = None
    interim: list[Fields] = field(default_factory=list)
    trailers: Fields | None = None
    began: float | None = None
    ended: float | None = None
    head_octets: int = 0
    data_octets: int = 0
    octets: int = 0
    pieces: list[bytes] = field(default_factory=list)
    unread: int = 0

    @property
    def content(self) -> bytes:
        return b"".join(self.pieces)[:LARGEST_BODY]

    def value(self, name: bytes) -> bytes | None:
        """Of the first field of that name in the head."""
        return next((value for one, value in self.fields or () if one.lower() == name), None)

    def add(self, data: bytes) -> None:
        if self.octets < LARGEST_BODY:
            self.pieces.append(data)
        self.octets += len(data)


class Step(NamedTuple):
    """A frame without its payload; `at` as records have it."""

    seq: int
    at: float
    direction: Direction | None
    type: str
    flags: tuple[str, ...]
    stream_id: int
    length: int
    summary: str
    findings: tuple[str, ...]


def _step(reading: Reading, frame: Frame) -> Step:
    return Step(
        seq=reading.record.seq,
        at=reading.record.at,
        direction=reading.direction,
        type=frame.name,
        flags=frame.flag_names,
        stream_id=frame.stream_id,
        length=frame.length,
        summary=reading.summary,
        findings=tuple(f"{one.section}: {one.text}" for one in reading.findings),
    )


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A request and its response.

    pushed_on  the stream that carried the promise, 0 for a request that a client has made
    frames     those on its stream, and the promise of it
    reset      how it was broken off, in words; "" if it was not
    last       seconds since the journal began, of the last that happened to it
    """

    connection: Connection
    stream_id: int
    began: float
    pushed_on: int = 0
    request: Half = field(default_factory=Half)
    response: Half = field(default_factory=Half)
    frames: list[Step] = field(default_factory=list)
    reset: str = ""
    last: float = 0.0
    selected: bool = False
    over: bool = False

    @property
    def silent(self) -> bool:
        """Nothing was asked or answered on it: a stream that only carried PRIORITY, say."""
        return not any(half.head_octets or half.data_octets for half in self.halves)

    @property
    def halves(self) -> tuple[Half, Half]:
        return self.request, self.response


@dataclass(slots=True, kw_only=True)
class Rest:
    """What is selected of a connection itself: frames on stream 0, and on silent streams."""

    connection: Connection
    frames: list[Step] = field(default_factory=list)


class Exchanges:
    """Iterate over it once: the exchanges of which something is selected, whole up to `last`.

    rest  by number, what is selected of connections as such, and of streams on which nobody asked
          or answered; complete at the end
    """

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self.rest: dict[int, Rest] = {}
        self._open: OrderedDict[tuple[int, int], Exchange] = OrderedDict()
        self._heads: dict[int, bytes] = {}  # of HTTP/1.1, by connection
        self._promises: dict[tuple[int, Direction], int] = {}
        self._ended: OrderedDict[tuple[int, int], None] = OrderedDict()

    def __iter__(self) -> Iterator[Exchange]:
        for reading in self._selection.history():
            self._take(reading, self._selection.selects(reading))
            yield from self._leaving()
        for exchange in self._open.values():
            exchange.over = True
        yield from self._leaving()

    def _leaving(self) -> Iterator[Exchange]:
        while self._open:
            key, exchange = next(iter(self._open.items()))
            if not exchange.over:
                return
            del self._open[key]
            if not exchange.selected:
                continue
            if exchange.silent:
                self._rest(exchange.connection).frames.extend(exchange.frames)
                continue
            for one in exchange.frames:
                self._selection.hidden.count(one.seq)
            yield exchange

    def _rest(self, connection: Connection) -> Rest:
        return self.rest.setdefault(connection.number, Rest(connection=connection))

    def _take(self, reading: Reading, selected: bool) -> None:
        record, connection = reading.record, reading.connection
        if connection is None:
            return
        if record.kind in _FRAMES and reading.frame is not None:
            if reading.frame.stream_id:
                self._frame(connection, reading, reading.frame, selected)
            elif selected:
                self._rest(connection).frames.append(_step(reading, reading.frame))
        elif record.kind in _OCTETS:
            if reading.direction is _asking(connection):
                head = self._heads.get(connection.number, b"") + record.octets
                self._heads[connection.number] = head[:LARGEST_HEAD]
        elif record.kind == Kind.UPGRADED:
            self._upgraded(connection, reading, selected)
        elif record.kind == Kind.CONNECTION_CLOSED:
            self._closed(connection.number, record.at)
        elif reading.stream_id:
            exchange = self._open.get((connection.number, reading.stream_id))
            if exchange is not None:
                exchange.selected |= selected

    def _closed(self, number: int, at: float) -> None:
        for key in [key for key in self._open if key[0] == number]:
            exchange = self._open[key]
            if not exchange.reset and key not in self._ended:
                exchange.reset = "the connection was closed"
                exchange.last = at
            exchange.over = True
            self._ended.pop(key, None)
        self._heads.pop(number, None)
        for direction in Direction:
            self._promises.pop((number, direction), None)

    def _upgraded(self, connection: Connection, reading: Reading, selected: bool) -> None:
        """The HTTP/1.1 request is stream 1, half closed (RFC 7540 3.2)."""
        head = self._heads.pop(connection.number, b"")
        exchange = self._exchange(connection, 1, reading.record.at)
        exchange.selected |= selected
        request = exchange.request
        request.fields = fields_of_head(head)
        request.head_octets = len(head)
        request.began = request.ended = reading.record.at

    def _exchange(self, connection: Connection, stream_id: int, at: float) -> Exchange:
        key = connection.number, stream_id
        if key not in self._open:
            self._open[key] = Exchange(connection=connection, stream_id=stream_id, began=at)
        return self._open[key]

    # Frames

    def _frame(
        self, connection: Connection, reading: Reading, frame: Frame, selected: bool
    ) -> None:
        exchange = self._exchange(connection, frame.stream_id, reading.record.at)
        exchange.selected |= selected
        exchange.frames.append(_step(reading, frame))
        exchange.last = reading.record.at
        if reading.fields_kind is FieldsKind.PUSH_REQUEST or frame.type == FrameType.PUSH_PROMISE:
            self._promise(connection, reading, frame, selected)
            return
        half = self._half(exchange, reading)
        rule = _RULES.get(frame.type)
        if rule is not None:
            rule(exchange, half, reading, frame)
        if frame.flags & END_STREAM and frame.type in (FrameType.DATA, FrameType.HEADERS):
            half.ended = reading.record.at
        ends = exchange.request.ended is not None and exchange.response.ended is not None
        if ends or exchange.reset:
            self._linger(connection.number, frame.stream_id)

    def _half(self, exchange: Exchange, reading: Reading) -> Half:
        asks = reading.direction is _asking(exchange.connection)
        return exchange.request if asks else exchange.response

    def _promise(
        self, connection: Connection, reading: Reading, frame: Frame, selected: bool
    ) -> None:
        """A promised request: the head of an exchange on another stream (RFC 9113 8.4)."""
        assert reading.direction is not None  # it is a frame on the wire
        key = connection.number, reading.direction
        if isinstance(frame.view, payloads.PushPromise):
            self._promises[key] = frame.view.promised_stream_id
        promised = self._promises.get(key, 0)
        if not promised or promised == frame.stream_id:
            return
        at = reading.record.at
        exchange = self._exchange(connection, promised, at)
        exchange.selected |= selected
        exchange.pushed_on = frame.stream_id
        exchange.frames.append(_step(reading, frame))
        exchange.last = at
        exchange.request.head_octets += len(reading.record.octets)
        exchange.request.began = exchange.began
        exchange.request.ended = at
        if reading.fields is not None:
            exchange.request.fields = reading.fields

    def _linger(self, number: int, stream_id: int) -> None:
        self._ended[number, stream_id] = None
        while len(self._ended) > LINGER:
            key, _ = self._ended.popitem(last=False)
            self._open[key].over = True


def _asking(connection: Connection) -> Direction:
    """The way requests go."""
    return Direction.RECEIVED if connection.role == "server" else Direction.SENT


def _head(exchange: Exchange, half: Half, reading: Reading, frame: Frame) -> None:
    half.head_octets += len(reading.record.octets)
    half.began = reading.record.at if half.began is None else half.began
    if reading.fields is None:
        half.unread += frame.has_flag(END_HEADERS)
    elif reading.fields_kind is FieldsKind.INFORMATIONAL:
        half.interim.append(reading.fields)
    elif reading.fields_kind is FieldsKind.TRAILERS:
        half.trailers = reading.fields
    else:
        half.fields = reading.fields


def _data(exchange: Exchange, half: Half, reading: Reading, frame: Frame) -> None:
    half.data_octets += len(reading.record.octets)
    assert isinstance(frame.view, payloads.Data)  # by the frame's type
    half.add(frame.view.data)


def _reset(exchange: Exchange, half: Half, reading: Reading, frame: Frame) -> None:
    assert isinstance(frame.view, payloads.RstStream)  # by the frame's type
    who = "client" if half is exchange.request else "server"
    said = f"RST_STREAM {error_code_name(frame.view.error_code)} from the {who}"
    exchange.reset = exchange.reset or said


_RULES: dict[int, Callable[[Exchange, Half, Reading, Frame], None]] = {
    FrameType.HEADERS: _head,
    FrameType.CONTINUATION: _head,
    FrameType.DATA: _data,
    FrameType.RST_STREAM: _reset,
}
