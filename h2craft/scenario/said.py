"""Listens to a conversation: what the peer has said, by its meaning. Knows readings, no file.

The things said are those a second run with the same peer should give again: stream identifiers
are numbers of requests, DATA frames that follow each other on a stream are one body, however the
peer has cut it, and so are WINDOW_UPDATEs. A connection gets its number with the first octets it
says: one that is opened and left in silence is none.

Where we are the client, the peer is a server: requests are ours then, and what is said first on a
stream, and every head, says `to` which it is said. What a server says once we have begun to leave
depends on who is quicker, and is not listened to.

What is kept is bounded, whatever a peer does: `LIMIT` things said; the rest is counted.
"""

from __future__ import annotations

from typing import Any

from h2craft.actions import Close, CloseHow
from h2craft.model import FieldsKind, Reading, facts
from h2craft.scenario.meanings import fields_of, meaning_of
from h2craft.scenario.score import Said
from h2craft.scenario.voice import FOLDED, Uttered, Voice
from h2craft.trace import Kind, Origin
from h2craft.wire import END_HEADERS, END_STREAM, Frame, FrameType, payloads

LIMIT = 5_000
CONNECTIONS = 1_000  # that are listened to at the same time; older ones have said enough
REQUEST = 1_000  # characters of the request a server answers
TEXT = 60  # octets of what is no frame that are shown

_BESIDE = FOLDED | {FrameType.PRIORITY, FrameType.PRIORITY_UPDATE}
"""Frames that may come at any moment within a body: after them it is still the same body."""


class Listening:
    """Give it every reading in order; `said` is what the peer has said up to now.

    Readings of connections whose beginning is not known are taken as they are: requests count from
    the first one that was seen, a header block that cannot be read says so.

    unsaid  how many more things were said than `LIMIT`
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.unsaid = 0
        self._heard: list[Uttered] = []
        self._voices: dict[int, Voice] = {}
        self._numbers = 0

    @property
    def said(self) -> list[Said]:
        """In the order it was begun to be said; a copy."""
        return [heard.said() for heard in self._heard]

    def take(self, reading: Reading) -> None:
        """Listen to one reading. Never raises."""
        rule = _RULES.get(reading.record.kind)
        if rule is None or not reading.record.connection:
            return
        voice = self._voices.get(reading.record.connection)
        if voice is None or not voice.left or rule is Listening._closed:
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
        elif frame_type == FrameType.PUSH_PROMISE and voice.ours:
            self._promise(voice, reading, frame)
        else:
            if frame_type not in _BESIDE:
                voice.closes(stream_id)
            self._other(voice, reading, frame)

    def _sent(self, reading: Reading) -> None:
        """Of ours count what gives streams their numbers: requests, and a server's promises."""
        frame = reading.frame
        if frame is None or frame.type not in (FrameType.HEADERS, FrameType.PUSH_PROMISE):
            return
        voice = self._voice(reading)
        if voice.ours and frame.type == FrameType.HEADERS:
            voice.requested(frame.stream_id, self.limit)
        elif not voice.ours and isinstance(frame.view, payloads.PushPromise):
            self._promised(voice, frame.view)

    def _promised(self, voice: Voice, view: payloads.PushPromise) -> None:
        if view.truncated is None:
            voice.promised(view.promised_stream_id, self.limit)

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
        if voice.octets is not None and voice.octets is self._heard[-1]:
            self._heard.pop()
        voice.octets = None
        if voice.ours:
            return
        line = (stream.method, stream.scheme, stream.authority, stream.path)
        names = (b":method", b":scheme", b":authority", b":path")
        known = [(name, value) for name, value in zip(names, line, strict=True) if value]
        meaning = {"fields": fields_of(known), "end_stream": True, "upgraded": True}
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

    def _leaves(self, reading: Reading) -> None:
        """An end of ours, which a server answers or has no time to."""
        record, action = reading.record, reading.record.detail
        voice = self._voices.get(record.connection)
        closes = isinstance(action, Close) and action.how is not CloseHow.HALF
        if voice is not None and (closes or record.origin == Origin.ENGINE):  # GOAWAY, then FIN
            voice.left = voice.ours

    def _closed(self, reading: Reading) -> None:
        self._voices.pop(reading.record.connection, None)

    # By types of frames

    def _data(self, voice: Voice, reading: Reading, frame: Frame) -> None:
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

    def _headers(self, voice: Voice, reading: Reading, frame: Frame) -> None:
        stream_id = frame.stream_id
        known = voice.ours or voice.called(stream_id) is not None
        if not known:
            voice.requested(stream_id, self.limit)
        meaning: dict[str, Any] = {"fields": None, **meaning_of(frame, voice.called)}
        if known and not voice.ours:
            meaning["trailers"] = True
        heard = self._hear_frame(voice, reading, frame, meaning)
        if frame.has_flag(END_HEADERS):
            _complete(heard, reading)
        else:
            voice.block = (stream_id, heard)

    def _promise(self, voice: Voice, reading: Reading, frame: Frame) -> None:
        """A server's: the request it makes for us, and which stream it is for."""
        view = frame.view
        assert isinstance(view, payloads.PushPromise)
        self._promised(voice, view)
        meaning = {"fields": None, "promised": voice.called(view.promised_stream_id)}
        heard = self._hear_frame(voice, reading, frame, meaning)
        if frame.has_flag(END_HEADERS):
            _complete(heard, reading)
        else:
            voice.block = (frame.stream_id, heard)

    def _continued(self, voice: Voice, reading: Reading, frame: Frame) -> None:
        assert voice.block is not None
        stream_id, heard = voice.block
        if stream_id != frame.stream_id:
            self._other(voice, reading, frame)
        elif frame.has_flag(END_HEADERS):
            voice.block = None
            _complete(heard, reading)

    def _other(self, voice: Voice, reading: Reading, frame: Frame) -> None:
        meaning = meaning_of(frame, voice.called)
        place = (frame.stream_id, frame.type)
        before = voice.growing.get(place) if frame.type in FOLDED else None
        if before is not None and meaning.keys() == before.meaning.keys():
            before.meaning["increment"] += meaning["increment"]
            before.meaning["count"] += 1
            return
        heard = self._hear_frame(voice, reading, frame, meaning)
        if heard is not None and meaning.keys() == {"increment", "count"}:
            voice.growing[place] = heard

    # Keeping

    def _voice(self, reading: Reading) -> Voice:
        number = reading.record.connection
        voice = self._voices.get(number)
        if voice is None:
            if len(self._voices) >= CONNECTIONS:
                self._voices.pop(next(iter(self._voices)))
            self._numbers += 1
            ours = reading.connection is not None and reading.connection.role == "client"
            voice = self._voices[number] = Voice(self._numbers, ours=ours)
        return voice

    def _hear_frame(
        self, voice: Voice, reading: Reading, frame: Frame, meaning: dict[str, Any]
    ) -> Uttered | None:
        stream = voice.called(frame.stream_id) if frame.stream_id else 0
        if stream is None:
            meaning["stream_id"] = frame.stream_id
        elif voice.ours and stream > 0 and _begins(voice, frame):
            meaning = {"to": _request_of(reading), **meaning}
        return self._hear(voice, reading, stream or 0, frame.name, meaning)

    def _hear(
        self, voice: Voice, reading: Reading, stream: int, frame: str, meaning: dict[str, Any]
    ) -> Uttered | None:
        """Keep a thing said; None where there is no more room."""
        if len(self._heard) >= self.limit:
            self.unsaid += 1
            return None
        heard = Uttered(voice.number, stream, frame, meaning, reading.record.seq)
        self._heard.append(heard)
        return heard


def _begins(voice: Voice, frame: Frame) -> bool:
    """It is the first thing said on its stream, or a head, which may be several (RFC 9110 15.2)."""
    first = frame.stream_id not in voice.spoken
    voice.spoken.add(frame.stream_id)
    return first or frame.type == FrameType.HEADERS


def _request_of(reading: Reading) -> str:
    """Method and path of the request on this stream."""
    stream = reading.stream
    line = (stream.method or b"", stream.path or b"") if stream is not None else ()
    return " ".join(one.decode("latin-1") for one in line)[:REQUEST]


def _complete(heard: Uttered | None, reading: Reading) -> None:
    """The header block ends with this reading."""
    if heard is None:
        return
    if reading.fields is not None:
        heard.meaning["fields"] = fields_of(reading.fields)
        _tell_authority(heard, reading)
    if reading.fields_kind is not None:
        heard.meaning.pop("trailers", None)
        if reading.fields_kind is FieldsKind.TRAILERS:
            heard.meaning["trailers"] = True
            heard.meaning.pop("to", None)


def _tell_authority(heard: Uttered, reading: Reading) -> None:
    """An answer that names the server it comes from says `at` which: it may be at another place."""
    authority = reading.stream.authority if reading.stream is not None else None
    if authority and "to" in heard.meaning:
        named = any(b"//" + authority in value for _, value in reading.fields or ())
        heard.meaning |= {"at": authority.decode("latin-1")} if named else {}


_RULES = {
    Kind.FRAME_RECEIVED: Listening._frame,
    Kind.FRAME_SENT: Listening._sent,
    Kind.PREFACE_RECEIVED: Listening._preface,
    Kind.OCTETS_RECEIVED: Listening._octets,
    Kind.UPGRADED: Listening._upgraded,
    Kind.ACTION_FIRED: Listening._leaves,
    Kind.TLS_FAILED: Listening._tls_failed,
    Kind.END_RECEIVED: Listening._end,
    Kind.CONNECTION_CLOSED: Listening._closed,
}
