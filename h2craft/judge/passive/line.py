"""One connection under watch: who wants which reading, and what all watches need to know of it.

What we did ourselves is never held against the client. Our side misbehaves on purpose, and from
then on both ends may hold different views of the connection: what a window has, which SETTINGS
count, whether a stream is there. So the first violation of ours that asks for a connection error
makes the connection `spoilt`, one that asks for a stream error its stream; checks that need an
agreed state stop there. What a frame of the client shows by itself is judged all the same.

Frames cross on their way. What is known of the client having read something is `read_up_to`: it
has acknowledged a PING or SETTINGS of ours, so it has read whatever we had sent before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from h2craft.judge.passive.check import Watch
from h2craft.model import ClosedBy, Connection, Finding, Reading, Who
from h2craft.trace import Kind
from h2craft.wire import ACK, END_STREAM, ErrorCode, Frame, FrameType

if TYPE_CHECKING:
    from h2craft.judge.passive.passive import Passive

KEPT_STREAMS = 4_096
KEPT_WAITING = 1_024

_Hook = Callable[[Reading], None]
_NONE: tuple[_Hook, ...] = ()
_ORDERLY = frozenset(("fin", "close-notify"))
_ENDING = frozenset((FrameType.DATA, FrameType.HEADERS))


class Sent(NamedTuple):
    """A frame of ours: its record, when it left, and its payload where that matters."""

    record: int
    at: float
    payload: bytes = b""


NEVER = Sent(0, 0.0)


class Line:
    """One connection.

    run          where the findings go
    number       of the connection
    last, at     the record it is at, and that one's time in seconds
    spoilt       the record with which our side broke the rules for the connection; 0 for never
    faults       what our side did wrong, the last of each stream, by stream; 0 the connection
    read_up_to   what we sent up to this record the client has read; 0: nothing is known
    read_before  what was known of that before its last ACK
    all_read     before the frame of ours it is at, everything we had sent was read
    pings        our PINGs that wait for their ACK, oldest first
    settings     our SETTINGS that wait likewise
    last_end     the last frame of ours that ended a stream
    """

    def __init__(self, run: Passive, number: int, watches: Iterable[type[Watch]]) -> None:
        self.run = run
        self.number = number
        self.last = 0
        self.at = 0.0
        self.spoilt = 0
        self.faults: dict[int, Finding] = {}
        self.read_up_to = 0
        self.read_before = 0
        self.all_read = False
        self._last_sent = 0
        self.pings: deque[Sent] = deque(maxlen=KEPT_WAITING)
        self.settings: deque[Sent] = deque(maxlen=KEPT_WAITING)
        self.last_end = NEVER
        self._connection: Connection | None = None
        self._over = False
        self._watches = [watch(self) for watch in watches]
        self._received = _hooks(self._watches, "receives", "received")
        self._sent = _hooks(self._watches, "sends", "sent")
        self._told = _hooks(self._watches, "kinds", "told")
        self._fields = _hooks(self._watches, "reads", "fields")
        self._blamed = _hooks(self._watches, "sections", "blamed")

    @property
    def connection(self) -> Connection:
        """As the fold has it."""
        assert self._connection is not None  # from the first reading on
        return self._connection

    def take(self, reading: Reading) -> None:
        record, frame = reading.record, reading.frame
        self.last, self.at = record.seq, record.at
        self._connection = reading.connection or self._connection
        kind = record.kind
        if kind == Kind.FRAME_RECEIVED and frame is not None:
            if frame.type == FrameType.PING or frame.type == FrameType.SETTINGS:
                self._note_ack(frame)
            if reading.findings:
                self._blame(reading)
            for hook in self._received.get(frame.type, _NONE):
                hook(reading)
            if reading.fields is not None:
                for hook in self._fields.get(reading.fields_kind, _NONE):
                    hook(reading)
        elif kind == Kind.FRAME_SENT and frame is not None:
            if reading.findings:
                self._admit(reading)
            self._note_sent(frame)
            for hook in self._sent.get(frame.type, _NONE):
                hook(reading)
        else:
            self._take_other(reading)

    def _take_other(self, reading: Reading) -> None:
        kind = reading.record.kind
        if kind == Kind.OCTETS_SENT and not self._is_http1(reading.record.octets):
            self.spoilt = self.spoilt or reading.record.seq
        if reading.findings:
            self._blame(reading)
        for hook in self._told.get(kind, _NONE):
            hook(reading)
        if kind == Kind.CONNECTION_CLOSED:
            self.over()

    def _is_http1(self, octets: bytes) -> bool:
        """An answer before HTTP/2 has begun: 101 after Upgrade, or a refusal."""
        return octets[:7] == b"HTTP/1." and not self.connection.peer.preface

    def _blame(self, reading: Reading) -> None:
        for finding in reading.findings:
            for hook in self._blamed.get(finding.section, ()):
                hook(reading, finding)

    def _admit(self, reading: Reading) -> None:
        """What we ourselves have done wrong."""
        for finding in reading.findings:
            if finding.who is not Who.US or finding.code == ErrorCode.NO_ERROR:
                continue
            alone = finding.scope == "stream" and finding.stream_id
            if alone and (len(self.faults) < KEPT_STREAMS or finding.stream_id in self.faults):
                self.faults[finding.stream_id] = finding
            else:  # of the connection, or of more streams than are kept
                self.faults[0] = finding
                self.spoilt = self.spoilt or reading.record.seq

    def _note_sent(self, frame: Frame) -> None:
        self.all_read = self.read_up_to >= self._last_sent > 0
        self._last_sent = self.last
        if frame.type in _ENDING:
            if frame.has_flag(END_STREAM):
                self.last_end = Sent(self.last, self.at)
        elif not frame.has_flag(ACK):
            if frame.type == FrameType.PING:
                self.pings.append(Sent(self.last, self.at, frame.payload))
            elif frame.type == FrameType.SETTINGS:
                self.settings.append(Sent(self.last, self.at))

    def _note_ack(self, frame: Frame) -> None:
        if not frame.has_flag(ACK):
            return
        read = 0
        if frame.type == FrameType.PING:
            for waiting in self.pings:
                if waiting.payload == frame.payload:
                    self.pings.remove(waiting)
                    read = waiting.record
                    break
        elif self.settings:
            read = self.settings.popleft().record
        if read > self.read_up_to:
            self.read_before, self.read_up_to = self.read_up_to, read

    @property
    def whole(self) -> bool:
        """It was seen from its beginning."""
        return self.connection.whole

    def fair(self, stream_id: int = 0) -> bool:
        """What needs a state both ends agree on may be judged, here or on that stream."""
        return not self.spoilt and stream_id not in self.faults and self.whole

    @property
    def clean(self) -> bool:
        """Our side has done nothing wrong at all."""
        return not self.spoilt and not self.faults and self.whole

    @property
    def left(self) -> bool:
        """The client was the first to end the connection, in order; all it wrote is here."""
        connection = self.connection
        if connection.peer.ended not in _ORDERLY:
            return False
        return connection.closed is None or connection.closed.get("by", "peer") == "peer"

    @property
    def left_content(self) -> bool:
        """It left after everything it had asked for, and so has read up to `last_end`."""
        connection = self.connection
        if not self.left or not self.clean or connection.streams or not connection.peer.highest:
            return False
        if any(goaway.error_code for goaway in connection.peer.goaways):
            return False
        closed = connection.closed_streams.values()
        return all(stream.closed_by is ClosedBy.ENDED for stream in closed)

    def over(self) -> None:
        """Nothing more comes. What a run says of a connection after its end is not watched."""
        if self._over or self._connection is None:
            return
        self._over = True
        for watch in self._watches:
            watch.over()
        self._watches.clear()
        for table in (self._received, self._sent, self._told, self._fields, self._blamed):
            table.clear()


def _hooks(watches: Sequence[Watch], wanted: str, method: str) -> dict[Any, tuple[Any, ...]]:
    """By what is wanted, the methods that want it."""
    table: dict[Any, tuple[Any, ...]] = {}
    for watch in watches:
        for one in getattr(watch, wanted):
            table[one] = (*table.get(one, ()), getattr(watch, method))
    return table
