"""The fold of one frame in progress: where the rules read the state and leave what they find.

Knows how to find and move streams; which frame may do what is said in `frames` and `blocks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.model.fields import FieldsKind
from h2craft.model.finding import Finding, Scope, Severity, Who
from h2craft.model.side import Side
from h2craft.model.stream import Stream
from h2craft.model.streams import ClosedBy, Direction, StreamInput, StreamState, step
from h2craft.trace import Record
from h2craft.wire import END_STREAM, ErrorCode, Frame, HeaderField, SettingId

if TYPE_CHECKING:
    from h2craft.model.connection import Connection

_MAY_END = frozenset((StreamInput.HEADERS, StreamInput.DATA))
_TELLING = {  # severity of a finding by (whose frame, does the section ask for an error)
    (Who.PEER, True): Severity.ERROR,
    (Who.PEER, False): Severity.WARNING,
    (Who.US, True): Severity.WARNING,  # our side breaks rules on purpose
    (Who.US, False): Severity.NOTE,
}


class Folding:
    """One record on its way through the rules.

    `side` said it, `other` heard it. `stream` is the stream it is about, once that is known.
    """

    __slots__ = (
        "connection",
        "direction",
        "fields",
        "fields_kind",
        "findings",
        "frame",
        "header_fields",
        "other",
        "record",
        "side",
        "stream",
    )

    def __init__(
        self, connection: Connection, record: Record, direction: Direction, frame: Frame
    ) -> None:
        self.connection = connection
        self.record = record
        self.direction = direction
        self.frame = frame
        self.side: Side
        self.other: Side
        if direction is Direction.RECEIVED:
            self.side, self.other = connection.peer, connection.us
        else:
            self.side, self.other = connection.us, connection.peer
        self.stream: Stream | None = None
        self.fields: tuple[tuple[bytes, bytes], ...] | None = None
        self.header_fields: tuple[HeaderField, ...] | None = None
        self.fields_kind: FieldsKind | None = None
        self.findings: list[Finding] = []

    @property
    def who(self) -> Who:
        return Who.PEER if self.direction is Direction.RECEIVED else Who.US

    def found(
        self,
        section: str,
        text: str,
        code: int = ErrorCode.PROTOCOL_ERROR,
        scope: Scope = "connection",
        *,
        severity: Severity | None = None,
        stream_id: int | None = None,
    ) -> None:
        """Something is wrong with this record; by default it is this frame's stream's matter."""
        if severity is None:
            severity = _TELLING[self.who, code != ErrorCode.NO_ERROR]
        self.findings.append(
            Finding(
                section=section,
                severity=severity,
                text=text,
                record=self.record.seq,
                connection=self.connection.number,
                stream_id=self.frame.stream_id if stream_id is None else stream_id,
                code=int(code),
                scope=scope,
                who=self.who,
            )
        )

    def found_by_history(
        self,
        section: str,
        text: str,
        code: int = ErrorCode.PROTOCOL_ERROR,
        scope: Scope = "connection",
    ) -> None:
        """As `found`, unless the connection's beginning is unknown: then nothing is proven."""
        stream = self.stream
        trusted = scope == "stream" and stream is not None and stream.adopted and stream.opened
        if self.connection.known and not trusted:
            self.found(section, text, code, scope)

    def note(self, section: str, text: str, code: int = ErrorCode.NO_ERROR) -> None:
        self.found(section, text, code, severity=Severity.NOTE)

    def flood(self, what: str) -> None:
        """Count `what`; a note when it comes too often to be innocent (RFC 9113 10.5)."""
        if self.side.floods.count(what, self.record.at):
            self.note("10.5", f"more than 100 {what} within a second", ErrorCode.ENHANCE_YOUR_CALM)

    def opener(self, stream_id: int) -> Side:
        """The end that may open the stream: clients odd ones, servers even ones (5.1.1)."""
        return self.connection.opener(stream_id)

    def find(self, stream_id: int) -> Stream | None:
        """The stream if the model has it; where the beginning is unknown, it is taken on trust."""
        connection = self.connection
        stream = connection.stream(stream_id)
        if stream is not None or connection.whole or not stream_id:
            return stream
        if stream_id in connection.unlisted:
            connection.unlisted.discard(stream_id)
            self.opener(stream_id).active -= 1  # counted again when it is opened
        elif connection.resumed or stream_id <= self.opener(stream_id).forgotten:
            return None
        stream = self.open(stream_id, StreamState.OPEN)
        stream.adopted = True
        return stream

    def open(self, stream_id: int, state: StreamState) -> Stream:
        """A stream leaves idle."""
        opener = self.opener(stream_id)
        connection = self.connection
        initial = SettingId.INITIAL_WINDOW_SIZE
        stream = Stream(
            stream_id,
            Who.PEER if opener.direction is Direction.RECEIVED else Who.US,
            connection.us.settings[initial],
            connection.peer.settings[initial],
        )
        stream.opened, stream.opened_at = self.record.seq, self.record.at
        opener.highest = max(opener.highest, stream_id)
        connection.add(stream)
        connection.move(stream, state)
        return stream

    def apply(self, stream_id: int, what: StreamInput, stream: Stream | None) -> bool:
        """Give the stream an input; False, and a finding, if its state does not allow it."""
        if stream is None:
            state, closed_by = self._unseen(stream_id)
        else:
            state, closed_by = stream.state, stream.closed_by
        next_state, fault = step(state, closed_by, what, self.direction)
        if stream is not None and stream.h2_state is not None:
            self._follow(stream, what, next_state, faulty=fault is not None)
        if fault is not None:
            text = f"{self.frame.name} on stream {stream_id}, which {fault.text}"
            self.found(fault.section, text, fault.code, fault.scope, stream_id=stream_id)
            return False
        if stream is not None and next_state is not state:
            self.connection.move(stream, next_state)
            if next_state is StreamState.CLOSED:
                self._close(stream, what)
        return True

    def _follow(
        self, stream: Stream, what: StreamInput, state: StreamState, *, faulty: bool
    ) -> None:
        """Move the state h2 has the stream in, by the same table; `state` is the wire's now."""
        assert stream.h2_state is not None
        after, fault = step(stream.h2_state, ClosedBy.ENDED, what, self.direction)
        if faulty and fault is None and what in _MAY_END and self.frame.has_flag(END_STREAM):
            # On the wire a frame at fault ends nothing, so this input will not come.
            after, _ = step(after, ClosedBy.ENDED, StreamInput.END_STREAM, self.direction)
        stream.h2_state = None if after is state else after

    def _unseen(self, stream_id: int) -> tuple[StreamState, ClosedBy | None]:
        """State of a stream the model does not have."""
        opener = self.opener(stream_id)
        if stream_id > opener.highest:
            return StreamState.IDLE, None
        if stream_id <= opener.forgotten:
            return StreamState.CLOSED, ClosedBy.FORGOTTEN
        return StreamState.CLOSED, ClosedBy.IMPLICIT

    def _close(self, stream: Stream, what: StreamInput) -> None:
        if what is not StreamInput.RST_STREAM:
            stream.closed_by = ClosedBy.ENDED
        elif self.direction is Direction.RECEIVED:
            stream.closed_by = ClosedBy.RESET_RECEIVED
        else:
            stream.closed_by = ClosedBy.RESET_SENT
        stream.closed, stream.closed_at = self.record.seq, self.record.at
        self.connection.retire(stream)
