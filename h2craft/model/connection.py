"""One connection as the wire shows it: a fold over its records. Knows neither h2 nor sockets.

Every fact here comes from records, so a connection read from a file is the same as a live one,
and the fold of a crafted, lawless conversation is as well defined as that of a lawful one:
nothing raises, a frame at fault is a finding and changes as little as possible. Both ends are
treated alike; that "we" are one of them decides only how severe a finding is.

Where the first records of a connection are missing (`whole` is False) nothing is held against
anybody that would need them: streams are taken on trust, windows may be off by what came before.

What is kept is bounded: open streams up to 10,000, the last 1,000 closed ones, the last 10,000
findings.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from h2craft.model.door import fold_door, fold_held_frame
from h2craft.model.finding import Finding, Severity, Who
from h2craft.model.folding import Folding
from h2craft.model.frames import apply_settings, fold_frame
from h2craft.model.reading import Reading, direction_of, facts, stream_of
from h2craft.model.side import TABLE_OF_UNKNOWN_SIZE, Side
from h2craft.model.stream import Stream
from h2craft.model.streams import Direction, StreamState
from h2craft.trace import Kind, Record
from h2craft.wire import (
    ACK,
    HEADER_LENGTH,
    PREFACE,
    ErrorCode,
    Frame,
    FrameType,
    SettingId,
    payloads,
)

KEPT_OPEN = 10_000
KEPT_CLOSED = 1_000
KEPT_FINDINGS = 10_000
KEPT_HEAD = 8_192

_FRAMES = frozenset((Kind.FRAME_RECEIVED, Kind.FRAME_SENT))
_TRAY = frozenset((Kind.FRAME_HELD, Kind.FRAME_DROPPED))
_OCTETS = frozenset((Kind.OCTETS_RECEIVED, Kind.OCTETS_SENT))
_STARTS = frozenset((Kind.CONNECTION_OPENED, Kind.PREFACE_RECEIVED, Kind.PREFACE_SENT))


class Upgrade(NamedTuple):
    """What an HTTP/1.1 request line said that became stream 1 (RFC 7540 3.2)."""

    method: bytes | None
    path: bytes | None
    authority: bytes | None


class Connection:
    """One connection; feed it its records in order with `fold`.

    role            ours: "server" or "client"
    opened, tls     detail of CONNECTION_OPENED and TLS_ESTABLISHED, empty until known
    closed          detail of CONNECTION_CLOSED, None until then
    h2_gave_up      detail of H2_GAVE_UP, None while h2 goes along
    peer, us        the two ends: settings, windows, HPACK tables, GOAWAYs, octets and frames
    streams         streams that are not closed, by identifier
    closed_streams  the last closed ones, oldest first
    findings        the last ones; `finding_count` counts all
    held            why a script has handed the connection to a person; None if none has
    out_of_step     why h2 could not be told of a frame on stream 0, or what is wrong with HPACK
                    for the peer, the last time; `out_of_step_seq` is the record
    whole           the records begin where the connection did
    resumed         record as of which its state was taken over from who knew it; 0 for never
    unlisted        streams that were open then, of which no more is known
    """

    def __init__(self, number: int, role: str = "server") -> None:
        self.number = number
        self.role = role
        self.peer = Side(Direction.RECEIVED, "client" if role == "server" else "server")
        self.us = Side(Direction.SENT, role)
        self.streams: OrderedDict[int, Stream] = OrderedDict()
        self.closed_streams: OrderedDict[int, Stream] = OrderedDict()
        self.findings: deque[Finding] = deque(maxlen=KEPT_FINDINGS)
        self.finding_count = 0
        self.opened: Mapping[str, Any] = {}
        self.opened_at: float | None = None
        self.closed_at: float | None = None
        self.tls: Mapping[str, Any] = {}
        self.closed: Mapping[str, Any] | None = None
        self.h2_gave_up: Mapping[str, Any] | None = None
        self.held: str | None = None
        self.out_of_step = ""
        self.out_of_step_seq = 0
        self.whole = True
        self.resumed = 0
        self.unlisted: set[int] = set()
        self.started = False
        self.opening_seen = False  # SETTINGS alone make a beginning no more than likely
        self._head = b""  # what came before a preface: perhaps an HTTP/1.1 request
        self._judged = False

    def __repr__(self) -> str:
        state = "open" if self.closed is None else "closed"
        return f"<Connection {self.number} {state}, open streams: {len(self.streams)}>"

    def side(self, direction: Direction) -> Side:
        """The end whose frames go that way."""
        return self.peer if direction is Direction.RECEIVED else self.us

    @property
    def known(self) -> bool:
        """What is to be known for judging a frame is known: seen from the start, or taken over."""
        return self.whole or self.resumed > 0

    def take_over(self, seq: int) -> None:
        """The state as of record `seq` comes from elsewhere; `standing.resume` brings it."""
        self.started = True
        self.whole = False
        self.resumed = seq or 1

    def stream(self, stream_id: int) -> Stream | None:
        """The stream, open or closed, if it was used and is still kept."""
        return self.streams.get(stream_id) or self.closed_streams.get(stream_id)

    def fold(self, record: Record) -> Reading:
        """Take in the next record of this connection and say what it means. Never raises."""
        kind = record.kind
        if not self.started:
            self._start(record)
        if kind in _FRAMES and len(record.octets) >= HEADER_LENGTH:
            return self._fold_frame(record)
        frame = None
        findings: list[Finding] = []
        if kind in _TRAY and len(record.octets) >= HEADER_LENGTH:
            frame = Frame(record.octets)
            fold_held_frame(self, record, frame)
        elif kind in _OCTETS or kind in _FRAMES:
            self._fold_octets(record, findings)
        else:
            rule = _KINDS.get(kind)
            if rule is not None:
                rule(self, record, findings)
        self._keep(findings)
        stream = self.stream(frame.stream_id if frame is not None else stream_of(record))
        return Reading(
            record, connection=self, stream=stream, frame=frame, findings=tuple(findings)
        )

    def _start(self, record: Record) -> None:
        """Does the first record that says something about the wire stand at the beginning?"""
        if direction_of(record.kind) is None and record.kind != Kind.CONNECTION_OPENED:
            return
        self.started = True
        self.opening_seen = record.kind in _STARTS
        self.whole = self.opening_seen or _is_greeting(record)
        if not self.whole:
            for side in (self.peer, self.us):
                side.decoder.table.max_size = TABLE_OF_UNKNOWN_SIZE

    def _fold_frame(self, record: Record) -> Reading:
        direction = Direction.SENT if record.kind == Kind.FRAME_SENT else Direction.RECEIVED
        frame = Frame(record.octets)
        folding = Folding(self, record, direction, frame)
        fold_frame(folding)
        if record.detail is not None:
            fold_door(folding)
        self._keep(folding.findings)
        return Reading(
            record,
            connection=self,
            stream=folding.stream,
            frame=frame,
            fields=folding.fields,
            header_fields=folding.header_fields,
            fields_kind=folding.fields_kind,
            findings=tuple(folding.findings),
        )

    def _keep(self, findings: list[Finding]) -> None:
        if findings:
            self.findings.extend(findings)
            self.finding_count += len(findings)

    # What the rules may do to the streams; `folding` is the only caller.

    def add(self, stream: Stream) -> None:
        """Keep a new stream; beyond KEPT_OPEN the oldest is given up."""
        self.streams[stream.stream_id] = stream
        self.closed_streams.pop(stream.stream_id, None)
        if len(self.streams) > KEPT_OPEN:
            _, oldest = self.streams.popitem(last=False)
            self._forget(oldest)
            if oldest.active:
                self._opener(oldest).active -= 1

    def move(self, stream: Stream, state: StreamState) -> None:
        """Change a stream's state and count it where limits on concurrency count it."""
        before = stream.active
        stream.state = state
        self._opener(stream).active += stream.active - before

    def retire(self, stream: Stream) -> None:
        """A stream is closed; the oldest closed one goes if there are too many."""
        self.streams.pop(stream.stream_id, None)
        self.closed_streams[stream.stream_id] = stream
        if len(self.closed_streams) > KEPT_CLOSED:
            _, oldest = self.closed_streams.popitem(last=False)
            self._forget(oldest)

    def trim(self, streams: int) -> None:
        """Keep only the last `streams` closed ones, for a connection that is over."""
        while len(self.closed_streams) > streams:
            _, oldest = self.closed_streams.popitem(last=False)
            self._forget(oldest)

    def _forget(self, stream: Stream) -> None:
        opener = self._opener(stream)
        opener.forgotten = max(opener.forgotten, stream.stream_id)

    def opener(self, stream_id: int) -> Side:
        """The end that may open the stream: clients odd ones, servers even ones (5.1.1)."""
        role = "client" if stream_id % 2 else "server"
        return self.peer if self.peer.role == role else self.us

    def _opener(self, stream: Stream) -> Side:
        return self.peer if stream.initiator is Who.PEER else self.us

    # Records that hold no frame.

    def _fold_octets(self, record: Record, findings: list[Finding]) -> None:
        direction = direction_of(record.kind) or Direction.RECEIVED
        side = self.side(direction)
        side.octets += len(record.octets)
        if side.role == "client" and not side.preface:
            self._head = (self._head + record.octets[:KEPT_HEAD])[:KEPT_HEAD]
            if direction is Direction.RECEIVED and self.whole:
                self._judge_preface(record, findings)
        elif direction is Direction.RECEIVED:
            self._judge_octets(record, side, findings)
        elif side.frames:
            side.table_lost = True  # a header block may have been among them

    def _judge_preface(self, record: Record, findings: list[Finding]) -> None:
        """RFC 9113 3.4: what came instead of the connection preface. Said once."""
        head = self._head
        if self._judged or PREFACE.startswith(head):
            return
        may_be_http1 = _method(head) is not None and head[:4] != b"PRI "
        if may_be_http1 and b"\r\n\r\n" not in head and len(head) < KEPT_HEAD:
            return
        self._judged = True
        if may_be_http1 and b" HTTP/1." in head:
            if b"h2c" not in head.lower():
                findings.append(self._note(record, "3.4", "HTTP/1.1 instead of HTTP/2"))
        elif head[:2] == b"\x16\x03":
            findings.append(self._note(record, "3.3", "a TLS handshake on a cleartext port"))
        else:
            text = "the octets are not the connection preface"
            code = ErrorCode.PROTOCOL_ERROR
            findings.append(self._finding(record, "3.4", text, code, Severity.ERROR))

    def _judge_octets(self, record: Record, side: Side, findings: list[Finding]) -> None:
        """Octets that are no whole frame: part of one that is too large, or cut off."""
        octets = record.octets
        if not side.frames and octets[:7] == b"HTTP/1.":  # an answer to us as a client
            if octets[8:13] != b" 101 ":
                findings.append(self._note(record, "3.4", "HTTP/1.1 instead of HTTP/2"))
            return
        if side.octets_left:
            side.octets_left = max(0, side.octets_left - len(octets))
            return
        claimed = int.from_bytes(octets[:3], "big") if len(octets) >= HEADER_LENGTH else 0
        limit = self.us.settings.most(SettingId.MAX_FRAME_SIZE)
        if claimed > limit:
            text = f"a frame of {claimed:,} octets is longer than MAX_FRAME_SIZE {limit:,}"
            code = ErrorCode.FRAME_SIZE_ERROR
            findings.append(self._finding(record, "4.2", text, code, Severity.ERROR))
            side.octets_left = max(0, claimed + HEADER_LENGTH - len(octets))
        elif octets:
            text = f"the last {len(octets):,} octets are no whole frame"
            findings.append(self._note(record, "4.1", text))

    def _finding(
        self, record: Record, section: str, text: str, code: int, severity: Severity
    ) -> Finding:
        return Finding(
            section=section,
            severity=severity,
            text=text,
            record=record.seq,
            connection=self.number,
            stream_id=stream_of(record),
            code=int(code),
        )

    def _note(self, record: Record, section: str, text: str) -> Finding:
        return self._finding(record, section, text, ErrorCode.NO_ERROR, Severity.NOTE)

    def _connection_opened(self, record: Record, findings: list[Finding]) -> None:
        self.opened, self.opened_at = facts(record), record.at

    def _connection_closed(self, record: Record, findings: list[Finding]) -> None:
        self.closed, self.closed_at = facts(record), record.at
        self.us.block = self.peer.block = None  # nothing continues it, and it may be a MiB

    def _tls_established(self, record: Record, findings: list[Finding]) -> None:
        self.tls = facts(record)
        version, alpn = self.tls.get("version"), self.tls.get("alpn")
        if version in ("SSLv3", "TLSv1", "TLSv1.1"):
            text = f"{version}, HTTP/2 needs TLS 1.2 or higher"
            code = ErrorCode.INADEQUATE_SECURITY
            findings.append(self._finding(record, "9.2", text, code, Severity.ERROR))
        if alpn != "h2":
            findings.append(self._note(record, "3.2", "no h2 was agreed on by ALPN"))

    def _end_received(self, record: Record, findings: list[Finding]) -> None:
        self.peer.ended = str(facts(record).get("how", "fin"))
        if self.peer.block is not None:
            text = f"the end, within the header block of stream {self.peer.block.stream_id}"
            findings.append(self._note(record, "6.10", text))

    def _preface(self, record: Record, findings: list[Finding]) -> None:
        side = self.side(direction_of(record.kind) or Direction.RECEIVED)
        side.preface = True
        side.octets += len(record.octets)
        self._head = b""

    def _h2_gave_up(self, record: Record, findings: list[Finding]) -> None:
        self.h2_gave_up = facts(record)

    def _limit_reached(self, record: Record, findings: list[Finding]) -> None:
        said = facts(record)
        text = f"limit {said.get('limit')} of {said.get('value')} reached"
        findings.append(self._note(record, "10.5", text))

    def _handler_started(self, record: Record, findings: list[Finding]) -> None:
        stream = self.stream(stream_of(record))
        if stream is not None:
            stream.script = str(facts(record).get("script"))

    def _request_held(self, record: Record, findings: list[Finding]) -> None:
        stream_id = stream_of(record)
        held = self.stream(stream_id) if stream_id else self
        if held is not None:
            held.held = str(facts(record).get("why") or "held")

    def _request_released(self, record: Record, findings: list[Finding]) -> None:
        stream_id = stream_of(record)
        held = self.stream(stream_id) if stream_id else self
        if held is not None:
            held.held = None

    def _upgraded(self, record: Record, findings: list[Finding]) -> None:
        """RFC 7540 3.2: the HTTP/1.1 request is stream 1, its HTTP2-Settings are in force."""
        client = self.peer if self.role == "server" else self.us
        frame = Frame.build(FrameType.SETTINGS, _settings_payload(record))
        folding = Folding(self, record, client.direction, frame)
        view = frame.view
        assert isinstance(view, payloads.Settings)
        for problem in view.problems:
            folding.found("7540 3.2.1", f"HTTP2-Settings: {problem.text}", problem.code)
        client.settings.announce(view.pairs, record.seq)
        server = Folding(self, record, client.direction.opposite, frame)
        apply_settings(server, client.settings.settle() or {})
        if self.stream(1) is None and not client.highest:
            stream = folding.open(1, StreamState.OPEN)
            message = stream.message(client.direction)
            message.final = message.ended = True
            self.move(stream, _ENDED[client.direction])
            stream.method, stream.path, stream.authority = _request_of(self._head)
            stream.scheme = b"http"
        findings += folding.findings
        findings += server.findings


_method = re.compile(rb"[A-Z]{1,20}(?: |\Z)").match
_ENDED = {
    Direction.RECEIVED: StreamState.HALF_CLOSED_REMOTE,
    Direction.SENT: StreamState.HALF_CLOSED_LOCAL,
}


def _is_greeting(record: Record) -> bool:
    """A SETTINGS frame comes first from either end and hardly ever later (RFC 9113 3.4)."""
    octets = record.octets
    return (
        record.kind in _FRAMES
        and len(octets) >= HEADER_LENGTH
        and octets[3] == FrameType.SETTINGS
        and not octets[4] & ACK
    )


def _settings_payload(record: Record) -> bytes:
    try:
        return bytes.fromhex(str(facts(record).get("settings", "")))[:1024]
    except ValueError:
        return b""


def _request_of(head: bytes) -> Upgrade:
    lines = head.split(b"\r\n")
    words = lines[0].split(b" ")
    if len(words) != 3:
        return Upgrade(None, None, None)
    hosts = [line[5:].strip() for line in lines[1:] if line[:5].lower() == b"host:"]
    return Upgrade(words[0], words[1], hosts[0] if hosts else None)


_KINDS: dict[int, Callable[[Connection, Record, list[Finding]], None]] = {
    Kind.CONNECTION_OPENED: Connection._connection_opened,
    Kind.CONNECTION_CLOSED: Connection._connection_closed,
    Kind.TLS_ESTABLISHED: Connection._tls_established,
    Kind.END_RECEIVED: Connection._end_received,
    Kind.UPGRADED: Connection._upgraded,
    Kind.PREFACE_RECEIVED: Connection._preface,
    Kind.PREFACE_SENT: Connection._preface,
    Kind.H2_GAVE_UP: Connection._h2_gave_up,
    Kind.LIMIT_REACHED: Connection._limit_reached,
    Kind.HANDLER_STARTED: Connection._handler_started,
    Kind.REQUEST_HELD: Connection._request_held,
    Kind.REQUEST_RELEASED: Connection._request_released,
}
