"""One connection of a run: what the client did on it, and where the case stood when it did.

Knows readings and the marks of a case; what any of it means is said elsewhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from h2craft.actions import Close
from h2craft.judge.answer import Answer, Room
from h2craft.judge.marks import CANARY, MISSING, VIOLATED, VIOLATION
from h2craft.judge.piecewise import Piecewise
from h2craft.model import Connection, Direction, FieldsKind, Reading, Who, facts
from h2craft.trace import Kind, Origin
from h2craft.wire import (
    ACK,
    END_HEADERS,
    END_STREAM,
    HEADER_LENGTH,
    ErrorCode,
    FrameType,
    payloads,
)

KEPT_ANSWERS = 4096
KEPT_SAID = 256
KEPT_PINGS = 4096
KEPT_PROOF = 4

PATIENCE_SECONDS = 2.0
"""A client that was there for so long after a PING and has not answered it does not (R3)."""

UNWANTED = frozenset((ErrorCode.CANCEL, ErrorCode.REFUSED_STREAM, ErrorCode.NO_ERROR))
"""How a push is refused."""

_UNASKED = frozenset((FrameType.DATA, FrameType.HEADERS, FrameType.CONTINUATION))
"""What the client sends of its own accord; the rest answers us."""


_OF_RESPONSES = _UNASKED | {FrameType.PUSH_PROMISE, FrameType.RST_STREAM}


class Said(NamedTuple):
    """A GOAWAY or RST_STREAM of the client."""

    seq: int
    at: float
    stream_id: int
    code: int


class Gone(NamedTuple):
    """The client's end. `how`: "fin", "close-notify", "reset", or what TLS says."""

    seq: int
    at: float
    how: str


class Effort(NamedTuple):
    """How much of ours a client had taken when it gave up."""

    frames: int
    octets: int
    seconds: float


class Contact:
    """One connection. Numbers are seqs of records, 0 for "it never was".

    violation, violated, canary   the first mark of that name; `missing` what the client never did
    touched    streams the violation was on, as far as its frames say; `committed` are the first
               of these frames
    faulty     streams on which something of ours is wrong, marked or not
    settings   what the client announced, the last value of each
    requests   all it made; the answers to the first 4,096 of them are in `answers`, by stream
    goaways, resets   the first 256 of each; `errors` counts those that name an error
    gone       the client ended its direction; `alert`: TLS has failed after its handshake
    left       we closed it; `told_code` is the error code of our last RST_STREAM or GOAWAY
    lasts      our GOAWAYs, each with the last stream it promises to answer
    model      the connection as the fold has it
    read_past  the ACK of a PING that was sent after the violation
    skipped_ping   not answered although a later one was
    """

    def __init__(self, number: int, room: Room | None = None) -> None:
        self.number = number
        self.room = room or Room()
        self.opened = 0
        self.opened_at = 0.0
        self.last = 0
        self.last_at = 0.0
        self.secure = False
        self.alpn: str | None = None
        self.tls_failed = ""
        self.alert: Gone | None = None
        self.preface = 0
        self.octets_seen = b""
        self.settings: dict[int, int] = {}
        self.requests = 0
        self.asked: list[int] = []
        self.answers: OrderedDict[int, Answer] = OrderedDict()
        self.violation = self.violated = self.canary = 0
        self.missing: tuple[int, str] | None = None
        self.touched: set[int] = set()
        self.committed: list[int] = []
        self.faulty: set[int] = set()
        self.marked_on = 0
        self.goaways: list[Said] = []
        self.resets: list[Said] = []
        self.gone: Gone | None = None
        self.left = 0
        self.closed = 0
        self.read_past = 0
        self.skipped_ping = 0
        self.gave_up: Effort | None = None
        self._piecewise = Piecewise()
        self.told_code: int | None = None
        self.lasts: list[tuple[int, int]] = []
        self.model: Connection | None = None
        self.octets_sent = self.frames_sent = 0
        self.octets_answered = 0
        self._pings: OrderedDict[bytes, tuple[int, float]] = OrderedDict()
        self._causes: dict[int, int] = {}
        self._block_on = 0

    # What is asked of it

    @property
    def speaks_http2(self) -> bool:
        return self.preface > 0

    def errors(self, after: int = 0) -> list[Said]:
        """GOAWAYs that name an error."""
        return [one for one in self.goaways if one.seq > after and one.code != ErrorCode.NO_ERROR]

    @property
    def end(self) -> Gone | None:
        """How the client left, if it did so before we did."""
        ends = [one for one in (self.gone, self.alert) if one is not None]
        first = min(ends, key=lambda one: one.seq, default=None)
        if first is None or (self.left and self.left < first.seq):
            return None
        return first

    @property
    def violated_streams(self) -> set[int]:
        """The streams the violation is about."""
        if not self.violation:
            return set()
        if self.touched:
            return self.touched
        if self.marked_on:
            return {self.marked_on}
        return {one for one, answer in self.answers.items() if not self.was_complete(answer)}

    def was_complete(self, answer: Answer) -> bool:
        """The answer was there in full before the violation, or there was none."""
        return answer.complete > 0 and not 0 < self.violation < answer.complete

    def turned_away(self, reset: Said) -> bool:
        """We had said that its request will not be answered (9113 6.8)."""
        return any(seq < reset.seq and reset.stream_id > last for seq, last in self.lasts)

    @property
    def ignored_ping(self) -> int:
        """A PING the client did not answer although it was there for long enough."""
        if self.skipped_ping or not self._pings:
            return self.skipped_ping
        seq, at = next(iter(self._pings.values()))
        until = self.last_at if self.end is None else self.end.at
        return seq if until - at > PATIENCE_SECONDS else 0

    @property
    def flooded(self) -> bool:
        """It was sent more octets than are taken apart: what came of a response is not known."""
        return self._piecewise.lost

    @property
    def opaque(self) -> bool:
        """What we sent cannot be told as a whole."""
        return self._piecewise.lost or self._piecewise.partial

    # Readings

    def take(self, reading: Reading) -> None:
        record = reading.record
        self.last, self.last_at = record.seq, record.at
        self.model = reading.connection
        if reading.frame is not None:
            if record.kind == Kind.FRAME_RECEIVED:
                self._received(reading)
            elif record.kind == Kind.FRAME_SENT:
                self._sent(reading)
            return
        rule = _KINDS.get(record.kind)
        if rule is not None:
            rule(self, reading)

    def mark(self, reading: Reading, name: str) -> None:
        """The case is at this point here."""
        record = reading.record
        if name == VIOLATION and not self.violation:
            self.violation = record.seq
            self.marked_on = self._causes.get(record.cause, 0)
        elif name == VIOLATED and not self.violated:
            self.violated = record.seq
        elif name == CANARY and not self.canary:
            self.canary = record.seq
        elif name.startswith(MISSING) and self.missing is None:
            self.missing = (record.seq, name.removeprefix(MISSING))

    # What the client sends

    def _received(self, reading: Reading) -> None:
        frame, record = reading.frame, reading.record
        assert frame is not None
        if frame.type not in _UNASKED:
            self.octets_answered += len(record.octets)
        if reading.fields is not None and reading.fields_kind is FieldsKind.REQUEST:
            self._request(reading)
        rule = _RECEIVED.get(frame.type)
        if rule is not None:
            rule(self, reading)

    def _request(self, reading: Reading) -> None:
        assert reading.frame is not None and reading.fields is not None
        seq, stream_id = reading.record.seq, reading.frame.stream_id
        method = dict(reversed(reading.fields)).get(b":method", b"")
        self.requests += 1
        if len(self.asked) < KEPT_ANSWERS:
            self.asked.append(seq)
            self.answers[stream_id] = Answer(self, stream_id, seq, method)
            self._causes[seq] = stream_id
        stream = reading.stream
        if stream is not None and stream.received.ended:
            self._request_ended(stream_id, seq)

    def _request_ended(self, stream_id: int, seq: int) -> None:
        answer = self.answers.get(stream_id)
        if answer is not None and not answer.ended:
            answer.ended = seq

    def _headers_received(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        if frame.has_flag(END_STREAM):
            self._request_ended(frame.stream_id, reading.record.seq)

    def _data_received(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        answer = self.answers.get(frame.stream_id)
        if answer is not None and isinstance(frame.view, payloads.Data):
            answer.octets += len(frame.view.data)
        if frame.has_flag(END_STREAM):
            self._request_ended(frame.stream_id, reading.record.seq)

    def _settings_received(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        if not frame.has_flag(ACK) and isinstance(frame.view, payloads.Settings):
            for identifier, value in frame.view.pairs[:KEPT_SAID]:
                if identifier in self.settings or len(self.settings) < KEPT_SAID:
                    self.settings[identifier] = value

    def _goaway_received(self, reading: Reading) -> None:
        frame, record = reading.frame, reading.record
        assert frame is not None
        view = payloads.whole(frame.view, payloads.GoAway)
        if view is None:
            return
        if len(self.goaways) < KEPT_SAID:
            self.goaways.append(Said(record.seq, record.at, 0, view.error_code))
            if view.error_code != ErrorCode.NO_ERROR:
                self._gives_up(record.at)

    def _reset_received(self, reading: Reading) -> None:
        frame, record = reading.frame, reading.record
        assert frame is not None
        view = payloads.whole(frame.view, payloads.RstStream)
        if view is None:
            return
        code = view.error_code
        if len(self.resets) < KEPT_SAID:
            self.resets.append(Said(record.seq, record.at, frame.stream_id, code))
        answer = self.answers.get(frame.stream_id)
        if answer is not None and not answer.refused:
            answer.refused, answer.refused_with = record.seq, code
        self._gives_up(record.at)

    def _ping_received(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        sent = self._pings.pop(frame.payload, None) if frame.has_flag(ACK) else None
        if sent is None:
            return
        if self.violation and sent[0] > self.violation and not self.read_past:
            self.read_past = reading.record.seq
        first = next(iter(self._pings.values()), None)
        if first is not None and first[0] < sent[0]:
            self.skipped_ping = self.skipped_ping or first[0]

    def _gives_up(self, at: float) -> None:
        if self.gave_up is None and self.requests:
            self.gave_up = Effort(self.frames_sent, self.octets_sent, at - self.opened_at)

    # What we send

    def _sent(self, reading: Reading, octets: int = 0) -> None:
        frame, record = reading.frame, reading.record
        assert frame is not None
        self.octets_sent += octets or len(record.octets)
        self.frames_sent += 1
        if reading.findings:
            self._admit(reading)
        if self.violation and not self.violated and record.origin != Origin.AUTOMATIC:
            self._touch(reading)
        rule = _SENT.get(frame.type)
        if rule is not None:
            rule(self, reading)

    def _admit(self, reading: Reading) -> None:
        """What is wrong with a stream of our own making."""
        for finding in reading.findings:
            if finding.who is Who.US and finding.code and len(self.faulty) < KEPT_SAID:
                self.faulty.add(finding.stream_id)

    def _touch(self, reading: Reading) -> None:
        """A promise is about the promised stream, anything else about its own."""
        frame = reading.frame
        assert frame is not None
        stream_id = frame.stream_id
        view = payloads.whole(frame.view, payloads.PushPromise)
        if view is not None:
            stream_id = view.promised_stream_id
        if stream_id and len(self.touched) < KEPT_SAID:
            self.touched.add(stream_id)
        if len(self.committed) < KEPT_PROOF:
            self.committed.append(reading.record.seq)

    def _headers_sent(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        self._block_on = frame.stream_id
        answer = self.answers.get(frame.stream_id)
        if answer is not None:
            answer.head_sent(
                reading.record.seq,
                reading.fields,
                end=frame.has_flag(END_STREAM),
                whole=frame.has_flag(END_HEADERS),
            )

    def _continuation_sent(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        answer = self.answers.get(self._block_on)
        if answer is not None and frame.stream_id == self._block_on and frame.has_flag(END_HEADERS):
            answer.block_sent(reading.record.seq, reading.fields)
            self._block_on = 0

    def _data_sent(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        answer = self.answers.get(frame.stream_id)
        if answer is None or not isinstance(frame.view, payloads.Data):
            return
        if frame.view.pad_length not in (None, len(frame.view.padding)):
            return  # where its content ends cannot be told
        answer.data_sent(reading.record.seq, frame.view.data, end=frame.has_flag(END_STREAM))

    def _reset_sent(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        view = payloads.whole(frame.view, payloads.RstStream)
        if view is not None:
            self.told_code = view.error_code
        answer = self.answers.get(frame.stream_id)
        if answer is not None and not answer.complete and not answer.reset:
            answer.reset = reading.record.seq

    def _goaway_sent(self, reading: Reading) -> None:
        assert reading.frame is not None
        view = payloads.whole(reading.frame.view, payloads.GoAway)
        if view is not None:
            self.told_code = view.error_code
            if len(self.lasts) < KEPT_SAID:
                self.lasts.append((reading.record.seq, view.last_stream_id))

    def _promise_sent(self, reading: Reading) -> None:
        frame = reading.frame
        assert frame is not None
        self._block_on = 0
        view = payloads.whole(frame.view, payloads.PushPromise)
        if view is None:
            return
        if len(self.answers) < KEPT_ANSWERS:
            stream_id = view.promised_stream_id
            made = Answer(self, stream_id, reading.record.seq, b"GET", promised=True)
            self.answers.setdefault(stream_id, made)

    def _ping_sent(self, reading: Reading) -> None:
        frame, record = reading.frame, reading.record
        assert frame is not None
        if not frame.has_flag(ACK) and not frame.stream_id and frame.length == 8:
            self._pings[frame.payload] = (record.seq, record.at)
            if len(self._pings) > KEPT_PINGS:
                self._pings.popitem(last=False)

    # Records without a frame

    def _opened(self, reading: Reading) -> None:
        self.opened, self.opened_at = reading.record.seq, reading.record.at

    def _tls(self, reading: Reading) -> None:
        said = facts(reading.record)
        self.secure, self.alpn = True, said.get("alpn")

    def _tls_failed(self, reading: Reading) -> None:
        record = reading.record
        reason = str(facts(record).get("reason", ""))
        if self.secure and self.preface:
            self.alert = self.alert or Gone(record.seq, record.at, reason)
            self._gives_up(record.at)
        elif not self.tls_failed:
            self.tls_failed = reason or "no reason is known"

    def _preface(self, reading: Reading) -> None:
        self.preface = self.preface or reading.record.seq

    def _upgraded(self, reading: Reading) -> None:
        """RFC 7540 3.2: the HTTP/1.1 request has become stream 1."""
        stream = reading.connection.stream(1) if reading.connection is not None else None
        if stream is not None and 1 not in self.answers:
            self.requests += 1
            seq = reading.record.seq
            self.asked.append(seq)
            self.answers[1] = Answer(self, 1, seq, stream.method or b"")
            self.answers[1].ended = seq

    def _octets(self, reading: Reading) -> None:
        if reading.direction is Direction.SENT:
            self.octets_sent += len(reading.record.octets)
            if self.preface and not self._flooded(reading):
                self._pieces(reading)
        else:
            room = KEPT_SAID - len(self.octets_seen)
            self.octets_seen += reading.record.octets[: max(0, room)]

    def _flooded(self, reading: Reading) -> bool:
        """Very many frames that are no part of a response: counted, and not looked at."""
        octets = reading.record.octets
        if not facts(reading.record).get("poured") or self._piecewise.partial:
            return False
        if len(octets) < HEADER_LENGTH or octets[3] in _OF_RESPONSES:
            return False
        at = 0
        while at < len(octets):
            at += HEADER_LENGTH + int.from_bytes(octets[at : at + 3], "big")
            self.frames_sent += 1
        return True

    def _pieces(self, reading: Reading) -> None:
        """Octets of ours that are no whole frame by themselves."""
        record = reading.record
        for frame, fields in self._piecewise.add(record.octets):
            made = Reading(record, connection=reading.connection, frame=frame, fields=fields)
            self.octets_sent -= len(frame.octets)  # counted already
            self._sent(made, len(frame.octets))

    def _ended(self, reading: Reading) -> None:
        record = reading.record
        if self.gone is None:
            self.gone = Gone(record.seq, record.at, str(facts(record).get("how", "fin")))
            self._gives_up(record.at)

    def _closed(self, reading: Reading) -> None:
        self.closed = self.closed or reading.record.seq

    def _fired(self, reading: Reading) -> None:
        if isinstance(reading.record.detail, Close) and not self.left:
            self.left = reading.record.seq


_Rule = Callable[[Contact, Reading], None]

_KINDS: dict[int, _Rule] = {
    Kind.CONNECTION_OPENED: Contact._opened,
    Kind.TLS_ESTABLISHED: Contact._tls,
    Kind.TLS_FAILED: Contact._tls_failed,
    Kind.PREFACE_RECEIVED: Contact._preface,
    Kind.UPGRADED: Contact._upgraded,
    Kind.OCTETS_RECEIVED: Contact._octets,
    Kind.OCTETS_SENT: Contact._octets,
    Kind.END_RECEIVED: Contact._ended,
    Kind.CONNECTION_CLOSED: Contact._closed,
    Kind.ACTION_FIRED: Contact._fired,
}
_RECEIVED: dict[int, _Rule] = {
    FrameType.HEADERS: Contact._headers_received,
    FrameType.DATA: Contact._data_received,
    FrameType.SETTINGS: Contact._settings_received,
    FrameType.GOAWAY: Contact._goaway_received,
    FrameType.RST_STREAM: Contact._reset_received,
    FrameType.PING: Contact._ping_received,
}
_SENT: dict[int, _Rule] = {
    FrameType.HEADERS: Contact._headers_sent,
    FrameType.CONTINUATION: Contact._continuation_sent,
    FrameType.DATA: Contact._data_sent,
    FrameType.RST_STREAM: Contact._reset_sent,
    FrameType.GOAWAY: Contact._goaway_sent,
    FrameType.PUSH_PROMISE: Contact._promise_sent,
    FrameType.PING: Contact._ping_sent,
}
