"""Listens to a conversation: what the client has said, by its meaning. Knows readings, no file.

The things said are those a second run with the same client should give again: stream identifiers
are numbers of requests, DATA frames that follow each other on a stream are one body, however the
client has cut it, and so are WINDOW_UPDATEs. A connection gets its number with the first octets it
says: one that is opened and left in silence is none.

What is kept is bounded, whatever a peer does: `LIMIT` things said; the rest is counted.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from h2craft.model import FieldsKind, Reading, facts
from h2craft.scenario.meanings import DIGEST, fields_of, meaning_of
from h2craft.scenario.score import Said
from h2craft.trace import Kind
from h2craft.wire import END_HEADERS, END_STREAM, Frame, FrameType, payloads

if TYPE_CHECKING:
    from hashlib import _Hash

LIMIT = 5_000
CONNECTIONS = 1_000  # that are listened to at the same time; older ones have said enough
TEXT = 60  # octets of what is no frame that are shown

_FOLDED = frozenset((FrameType.DATA, FrameType.WINDOW_UPDATE))
_BESIDE = _FOLDED | {FrameType.PRIORITY, FrameType.PRIORITY_UPDATE}
"""Frames that may come at any moment within a body: after them it is still the same body."""


class _Heard:
    """A thing said that may still grow."""

    __slots__ = ("connection", "digest", "frame", "meaning", "seq", "stream")

    def __init__(
        self, connection: int, stream: int, frame: str, meaning: dict[str, Any], seq: int
    ) -> None:
        self.connection = connection
        self.stream = stream
        self.frame = frame
        self.meaning = meaning
        self.seq = seq
        self.digest: _Hash | None = None

    def add(self, octets: bytes) -> None:
        """More of a body, or of what is no frame."""
        if self.digest is None:
            self.digest = hashlib.sha256()
        self.digest.update(octets)
        self.meaning["octets"] = self.meaning.get("octets", 0) + len(octets)

    def said(self) -> Said:
        meaning = dict(self.meaning)
        if self.digest is not None:
            meaning["sha256"] = self.digest.hexdigest()[:DIGEST]
        return Said(
            connection=self.connection,
            stream=self.stream,
            frame=self.frame,
            meaning=meaning,
            seq=self.seq,
        )


class _Voice:
    """One connection: its number, how its streams are called, and what may still grow."""

    __slots__ = ("block", "ended", "growing", "number", "octets", "pushed", "requests")

    def __init__(self, number: int) -> None:
        self.number = number
        self.requests: dict[int, int] = {}
        self.pushed: dict[int, int] = {}
        self.growing: dict[tuple[int, int], _Heard] = {}  # by stream identifier and type
        self.block: tuple[int, _Heard | None] | None = None  # whose CONTINUATION is to come
        self.octets: _Heard | None = None  # what was no frame, just now
        self.ended = False

    def called(self, stream_id: int) -> int | None:
        return self.requests.get(stream_id) or self.pushed.get(stream_id)

    def closes(self, stream_id: int) -> None:
        """Nothing that was said on this stream grows any more."""
        for frame_type in _FOLDED:
            self.growing.pop((stream_id, frame_type), None)


class Listening:
    """Give it every reading in order; `said` is what the client has said up to now.

    Readings of connections whose beginning is not known are taken as they are: requests count from
    the first one that was seen, a header block that cannot be read says so.

    unsaid  how many more things were said than `LIMIT`
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.unsaid = 0
        self._heard: list[_Heard] = []
        self._voices: dict[int, _Voice] = {}
        self._numbers = 0

    @property
    def said(self) -> list[Said]:
        """In the order it was begun to be said; a copy."""
        return [heard.said() for heard in self._heard]

    def take(self, reading: Reading) -> None:
        """Listen to one reading. Never raises."""
        rule = _RULES.get(reading.record.kind)
        if rule is not None and reading.record.connection:
            rule(self, reading)

    # By kinds of records

    def _frame(self, reading: Reading) -> None:
        frame = reading.frame
        if frame is None:
            self._octets(reading)
            return
        voice = self._voice(reading)
        voice.octets = None
        frame_type, stream_id = frame.type, frame.stream_id
        if voice.block is not None and frame_type == FrameType.CONTINUATION:
            self._continued(voice, reading, frame)
        elif frame_type == FrameType.DATA:
            self._data(voice, reading, frame)
        elif frame_type == FrameType.HEADERS:
            voice.closes(stream_id)
            self._headers(voice, reading, frame)
        else:
            if frame_type not in _BESIDE:
                voice.closes(stream_id)
            self._other(voice, reading, frame)

    def _sent(self, reading: Reading) -> None:
        """Of ours only promises count: they give pushed streams their numbers."""
        frame = reading.frame
        if frame is None or frame.type != FrameType.PUSH_PROMISE:
            return
        voice = self._voice(reading)
        view = frame.view
        assert isinstance(view, payloads.PushPromise)
        if view.truncated is None and len(voice.pushed) < self.limit:
            voice.pushed.setdefault(view.promised_stream_id, -1 - len(voice.pushed))

    def _preface(self, reading: Reading) -> None:
        self._voice(reading)

    def _octets(self, reading: Reading) -> None:
        voice = self._voice(reading)
        octets = reading.record.octets
        if voice.octets is None:
            shown = octets[:TEXT].decode("latin-1")
            voice.octets = self._hear(voice, reading, 0, "OCTETS", {"text": shown})
        if voice.octets is not None:
            voice.octets.add(octets)

    def _upgraded(self, reading: Reading) -> None:
        """RFC 7540 3.2: the HTTP/1.1 request was the first one, and no octets without sense."""
        voice = self._voice(reading)
        connection = reading.connection
        stream = connection.stream(1) if connection is not None else None
        if voice.requests or stream is None:
            return
        voice.requests[1] = 1
        line = (stream.method, stream.scheme, stream.authority, stream.path)
        names = (b":method", b":scheme", b":authority", b":path")
        known = [(name, value) for name, value in zip(names, line, strict=True) if value]
        meaning = {"fields": fields_of(known), "end_stream": True, "upgraded": True}
        if voice.octets is not None and voice.octets is self._heard[-1]:
            self._heard.pop()
        voice.octets = None
        self._hear(voice, reading, 1, "HEADERS", meaning)

    def _tls_failed(self, reading: Reading) -> None:
        reason = str(facts(reading.record).get("reason", ""))[:200]
        self._over(reading, {"how": "TLS failed", "reason": reason})

    def _end(self, reading: Reading) -> None:
        if reading.record.connection in self._voices:  # who never spoke has not gone silent either
            self._over(reading, {"how": str(facts(reading.record).get("how", ""))})

    def _over(self, reading: Reading, meaning: dict[str, Any]) -> None:
        """The first way it ends is how it ended: what follows depends on what we do then."""
        voice = self._voice(reading)
        if not voice.ended:
            voice.ended = True
            self._hear(voice, reading, 0, "END", meaning)

    def _closed(self, reading: Reading) -> None:
        self._voices.pop(reading.record.connection, None)

    # By types of frames

    def _data(self, voice: _Voice, reading: Reading, frame: Frame) -> None:
        view = frame.view
        assert isinstance(view, payloads.Data)
        place = (frame.stream_id, FrameType.DATA)
        heard = voice.growing.get(place)
        if heard is None:
            heard = self._hear_frame(voice, reading, frame, {"octets": 0, "end_stream": False})
            if heard is None:
                return
            voice.growing[place] = heard
        heard.add(view.data)
        if frame.has_flag(END_STREAM):
            heard.meaning["end_stream"] = True
            voice.closes(frame.stream_id)

    def _headers(self, voice: _Voice, reading: Reading, frame: Frame) -> None:
        stream_id = frame.stream_id
        known = voice.called(stream_id) is not None
        if not known and stream_id and len(self._heard) < self.limit:
            voice.requests[stream_id] = len(voice.requests) + 1
        meaning: dict[str, Any] = {"fields": None, **meaning_of(frame, voice.called)}
        if known:
            meaning["trailers"] = True
        heard = self._hear_frame(voice, reading, frame, meaning)
        if frame.has_flag(END_HEADERS):
            _complete(heard, reading)
        else:
            voice.block = (stream_id, heard)

    def _continued(self, voice: _Voice, reading: Reading, frame: Frame) -> None:
        assert voice.block is not None
        stream_id, heard = voice.block
        if stream_id != frame.stream_id:
            self._other(voice, reading, frame)
        elif frame.has_flag(END_HEADERS):
            voice.block = None
            _complete(heard, reading)

    def _other(self, voice: _Voice, reading: Reading, frame: Frame) -> None:
        meaning = meaning_of(frame, voice.called)
        place = (frame.stream_id, frame.type)
        before = voice.growing.get(place) if frame.type in _FOLDED else None
        if before is not None and meaning.keys() == before.meaning.keys():
            before.meaning["increment"] += meaning["increment"]
            before.meaning["count"] += 1
            return
        heard = self._hear_frame(voice, reading, frame, meaning)
        if heard is not None and meaning.keys() == {"increment", "count"}:
            voice.growing[place] = heard

    # Keeping

    def _voice(self, reading: Reading) -> _Voice:
        number = reading.record.connection
        voice = self._voices.get(number)
        if voice is None:
            if len(self._voices) >= CONNECTIONS:
                self._voices.pop(next(iter(self._voices)))
            self._numbers += 1
            voice = self._voices[number] = _Voice(self._numbers)
        return voice

    def _hear_frame(
        self, voice: _Voice, reading: Reading, frame: Frame, meaning: dict[str, Any]
    ) -> _Heard | None:
        stream = voice.called(frame.stream_id) if frame.stream_id else 0
        if stream is None:
            meaning["stream_id"] = frame.stream_id
        return self._hear(voice, reading, stream or 0, frame.name, meaning)

    def _hear(
        self, voice: _Voice, reading: Reading, stream: int, frame: str, meaning: dict[str, Any]
    ) -> _Heard | None:
        """Keep a thing said; None where there is no more room."""
        if len(self._heard) >= self.limit:
            self.unsaid += 1
            return None
        heard = _Heard(voice.number, stream, frame, meaning, reading.record.seq)
        self._heard.append(heard)
        return heard


def _complete(heard: _Heard | None, reading: Reading) -> None:
    """The header block ends with this reading."""
    if heard is None:
        return
    if reading.fields is not None:
        heard.meaning["fields"] = fields_of(reading.fields)
    if reading.fields_kind is not None:
        heard.meaning.pop("trailers", None)
        if reading.fields_kind is FieldsKind.TRAILERS:
            heard.meaning["trailers"] = True


_RULES = {
    Kind.FRAME_RECEIVED: Listening._frame,
    Kind.FRAME_SENT: Listening._sent,
    Kind.PREFACE_RECEIVED: Listening._preface,
    Kind.OCTETS_RECEIVED: Listening._octets,
    Kind.UPGRADED: Listening._upgraded,
    Kind.TLS_FAILED: Listening._tls_failed,
    Kind.END_RECEIVED: Listening._end,
    Kind.CONNECTION_CLOSED: Listening._closed,
}
