"""Readings of what has no record of its own: a request to be held, a frame not yet sent.

So that one filter language serves for what has happened and for what is about to. Knows no thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from h2craft.actions import (
    Action,
    Continuation,
    CraftedFrame,
    Data,
    Headers,
    Hpack,
    PushPromise,
    Send,
    SendOctets,
)
from h2craft.endpoint import Unwritable, octets_of
from h2craft.model import Connection, Reading, Stream, Who
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import (
    END_HEADERS,
    END_STREAM,
    HEADER_LENGTH,
    Decoder,
    Encoder,
    Frame,
    FrameType,
    Splitter,
    encode_stateless,
    payloads,
)

_WINDOW = 65_535
_LARGE = 1 << 16
_LONGEST = 0xFF_FFFF
_NUMBER_OF_NONE = 0  # what is about to happen has no seq yet
_FACTS = {b":method": "method", b":path": "path", b":authority": "authority", b":scheme": "scheme"}
_WITH_FIELDS = (Headers, PushPromise, Continuation)

Fields = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose action it is, and when.

    request  the fields of the request on stream `stream_id`, empty where there is none
    status   of the response head that has left on it, None before
    """

    connection: int
    stream_id: int
    at: float
    script: str = ""
    request: tuple[tuple[bytes, bytes], ...] = ()
    status: int | None = None


def reading_of_request(
    connection: int, stream_id: int, fields: Fields, record: Record | None, *, ended: bool
) -> Reading:
    """A request whose header block is complete; `record` is where that was, if it is kept."""
    fields = tuple((bytes(name), bytes(value)) for name, value in fields)
    frame = _frame_of(record)
    if frame is None:
        flags = END_HEADERS | (END_STREAM if ended else 0)
        octets = encode_stateless(fields)[:_LONGEST]
        frame = Frame.build(FrameType.HEADERS, octets, flags=flags, stream_id=stream_id)
    if record is None:
        record = Record(_NUMBER_OF_NONE, 0.0, connection, Kind.FRAME_RECEIVED, frame.octets)
    stream = _stream(stream_id, fields)
    return Reading(
        record, connection=Connection(connection), stream=stream, frame=frame, fields=fields
    )


def _frame_of(record: Record | None) -> Frame | None:
    whole = record is not None and record.kind == Kind.FRAME_RECEIVED
    return Frame(record.octets) if record and whole and len(record.octets) > 8 else None


def readings_of_action(action: Action, place: Place) -> Iterator[Reading]:
    """What `Send` and `SendOctets` would put on the wire, frame by frame.

    Header blocks are made without a table, so a length may differ from the one on the wire; the
    fields are those that were meant. What cannot be written at all has no frame.
    """
    connection = Connection(place.connection)
    stream = _stream(place.stream_id, place.request)
    stream.status = place.status
    stream.script = place.script
    seen = _Seen(place, connection, stream)
    if isinstance(action, Send):
        for crafted in action.frames:
            yield seen.crafted(crafted)
    elif isinstance(action, SendOctets):
        splitter = Splitter(expect_preface=False)
        for _, piece in splitter.feed(action.octets):
            yield seen.octets(bytes(piece))
        if splitter.pending:
            yield seen.octets(bytes(splitter.pending), whole=False)


class _Seen:
    """The frames of one action, one after the other."""

    def __init__(self, place: Place, connection: Connection, stream: Stream) -> None:
        self._place = place
        self._connection = connection
        self._stream = stream

    def crafted(self, crafted: CraftedFrame) -> Reading:
        fields: tuple[tuple[bytes, bytes], ...] | None = None
        if isinstance(crafted, _WITH_FIELDS):
            if crafted.block is None:
                fields = tuple((field[0], field[1]) for field in crafted.fields)
            else:
                fields = _read(crafted.block)
        return self._reading(_made(crafted), fields, getattr(crafted, "stream_id", 0))

    def octets(self, octets: bytes, *, whole: bool = True) -> Reading:
        frame = Frame(octets) if whole and len(octets) >= HEADER_LENGTH else None
        if frame is None:
            return self._reading(None, None, 0, octets)
        view, fields = frame.view, None
        if isinstance(view, payloads.Headers | payloads.PushPromise):
            fields = _read(view.fragment) if frame.has_flag(END_HEADERS) else None
        return self._reading(frame, fields, frame.stream_id)

    def _reading(
        self,
        frame: Frame | None,
        fields: tuple[tuple[bytes, bytes], ...] | None,
        stream_id: int,
        octets: bytes = b"",
    ) -> Reading:
        place = self._place
        mine = stream_id == place.stream_id
        if fields is not None and mine:
            self._stream.status = status_in(fields) or self._stream.status
        detail = {"stream": stream_id, "script": place.script}
        kind = Kind.OCTETS_SENT if frame is None else Kind.FRAME_SENT
        octets = octets if frame is None else frame.octets
        record = Record(
            _NUMBER_OF_NONE, place.at, place.connection, kind, octets, 0, Origin.SCRIPT, detail
        )
        stream = self._stream if mine else None
        return Reading(
            record, connection=self._connection, stream=stream, frame=frame, fields=fields
        )


def status_in(fields: Fields) -> int | None:
    """The status of a response head; None for other fields, and for a status that is none."""
    for name, value in fields:
        if name == b":status":
            return int(value) if value.isdigit() and len(value) < 10 else None
    return None


def _stream(stream_id: int, fields: Fields) -> Stream:
    stream = Stream(stream_id, Who.PEER, _WINDOW, _WINDOW)
    for name, value in fields:
        fact = _FACTS.get(name)
        if fact is None:
            break
        setattr(stream, fact, bytes(value))
    return stream


def _made(crafted: CraftedFrame) -> Frame | None:
    """The frame as far as it can be known before it leaves; None for what cannot be written."""
    try:
        if isinstance(crafted, Data) and len(crafted.data) > _LARGE:
            return _shell(crafted)
        if isinstance(crafted, _WITH_FIELDS) and crafted.hpack is Hpack.SHARED:
            crafted = replace(crafted, hpack=Hpack.STATELESS)
        if isinstance(crafted, PushPromise) and crafted.promised_stream_id is None:
            crafted = replace(crafted, promised_stream_id=0)
        return Frame(octets_of(crafted, Encoder()))
    except (Unwritable, ValueError, TypeError, AttributeError, KeyError):
        return None  # a script may put anything into an action


def _shell(data: Data) -> Frame:
    """The beginning of a large body, with its true length as far as a frame can say it."""
    padding = 0 if data.padding is None else data.padding + 1
    return Frame.build(
        FrameType.DATA,
        data.data[:_LARGE],
        flags=END_STREAM if data.end_stream else 0,
        stream_id=data.stream_id,
        length=min(len(data.data) + padding, _LONGEST),
    )


def _read(block: Any) -> tuple[tuple[bytes, bytes], ...] | None:
    """A header block, as far as it needs no table; None for one that does."""
    try:
        return tuple((name, value) for name, value in Decoder().decode(bytes(block)))
    except Exception:  # hpack has many ways to say it, and none of them matters here
        return None
