"""One record, understood: what the fold made of it. Knows no rule; that is the fold's business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from h2craft.actions import (
    Close,
    CloseHow,
    Note,
    Policy,
    Send,
    SendOctets,
    action_from_json,
)
from h2craft.model.fields import FieldsKind
from h2craft.model.finding import Finding
from h2craft.model.streams import Direction
from h2craft.trace import KEPT_TLS, RECEIVED, SENT, Kind, Record
from h2craft.wire import Frame, HeaderField, elide, escape, summarize

if TYPE_CHECKING:
    from h2craft.model.connection import Connection
    from h2craft.model.stream import Stream

SUMMARY_LENGTH = 300


class Reading:
    """A record with its frame, its fields and its findings.

    connection, stream  as the fold has them; they live on, and show the latest state
    frame               of every record that holds a whole one, held and dropped ones too
    fields              (name, value) pairs where a header block completes in this record
    header_fields       the same with their representations, and size updates (RFC 7541 6)
    fields_kind         which head, or trailers, the fields are; None if that cannot be told
    """

    __slots__ = (
        "_summary",
        "connection",
        "fields",
        "fields_kind",
        "findings",
        "frame",
        "header_fields",
        "record",
        "stream",
    )

    def __init__(
        self,
        record: Record,
        *,
        connection: Connection | None = None,
        stream: Stream | None = None,
        frame: Frame | None = None,
        fields: tuple[tuple[bytes, bytes], ...] | None = None,
        header_fields: tuple[HeaderField, ...] | None = None,
        fields_kind: FieldsKind | None = None,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.record = record
        self.connection = connection
        self.stream = stream
        self.frame = frame
        self.fields = fields
        self.header_fields = header_fields
        self.fields_kind = fields_kind
        self.findings = findings
        self._summary: str | None = None

    @property
    def direction(self) -> Direction | None:
        """None for what was not on the wire."""
        return direction_of(self.record.kind)

    @property
    def stream_id(self) -> int:
        """The stream the record is about, 0 if none."""
        if self.frame is not None:
            return self.frame.stream_id
        return stream_of(self.record)

    @property
    def summary(self) -> str:
        """One printable line, without the frame's name."""
        if self._summary is None:
            if self.frame is not None:
                self._summary = summarize(self.frame, self.fields)
            else:
                self._summary = elide(_tell(self.record), SUMMARY_LENGTH)
        return self._summary

    def __repr__(self) -> str:
        return f"<Reading {self.record.seq} {self.summary}>"


def direction_of(kind: int) -> Direction | None:
    if kind in RECEIVED:
        return Direction.RECEIVED
    return Direction.SENT if kind in SENT else None


def facts(record: Record) -> Mapping[str, Any]:
    """The detail of a record where it is a mapping, else nothing."""
    return record.detail if isinstance(record.detail, Mapping) else {}


def stream_of(record: Record) -> int:
    stream_id = facts(record).get("stream")
    return stream_id if isinstance(stream_id, int) else 0


_PHRASES: dict[int, str] = {
    Kind.CONNECTION_OPENED: "connection opened",
    Kind.TLS_ESTABLISHED: "TLS established",
    Kind.TLS_FAILED: "TLS failed",
    Kind.END_RECEIVED: "the peer ended",
    Kind.CONNECTION_CLOSED: "connection closed",
    Kind.UPGRADED: "upgraded",
    Kind.PREFACE_RECEIVED: "connection preface",
    Kind.PREFACE_SENT: "connection preface",
    Kind.ACTION_REFUSED: "refused",
    Kind.ACTION_DONE: "done",
    Kind.H2_GAVE_UP: "h2 gave up",
    Kind.HANDLER_STARTED: "handler started",
    Kind.HANDLER_ENDED: "handler ended",
    Kind.HANDLER_RAISED: "handler raised",
    Kind.HANDLER_ABANDONED: "handler abandoned",
    Kind.HANDLER_QUEUED: "handler queued",
    Kind.SCRIPT_LOADED: "script loaded",
    Kind.SCRIPT_BROKEN: "script broken",
    Kind.LIMIT_REACHED: "limit reached",
    Kind.LISTENING: "listening",
    Kind.RECORDS_LOST: "records lost",
    Kind.REQUEST_HELD: "request held",
    Kind.REQUEST_RELEASED: "request released",
    Kind.ACTION_HELD: "action held",
    Kind.ACTION_RELEASED: "action released",
    Kind.HOLD_SET: "hold set",
    Kind.SCRIPT_ATTACHED: "script attached",
    Kind.SCRIPT_DETACHED: "script detached",
}
_LONG = frozenset(("ciphers",))  # for who looks for it
_OCTETS = frozenset((Kind.OCTETS_RECEIVED, Kind.OCTETS_SENT))
_TEXTS = frozenset((Kind.PRINTED, Kind.NOTED, Kind.COMMENTED))


def _tell(record: Record) -> str:
    if record.kind in _OCTETS:
        return f'{len(record.octets)} octets "{escape(record.octets[:SUMMARY_LENGTH])}"'
    if record.kind in KEPT_TLS:
        return _kept_tls(record)
    if record.kind in _TEXTS:
        return _shown(facts(record).get("text", ""))
    if record.kind == Kind.ACTION_FIRED:
        return _action(record.detail)
    phrase = _PHRASES.get(record.kind, f"record of kind {int(record.kind)}")
    said = " ".join(
        f"{escape(str(key))}={_fact(key, fact)}"
        for key, fact in facts(record).items()
        if key not in _LONG
    )
    return f"{phrase}: {said}" if said else phrase


def _kept_tls(record: Record) -> str:
    """A secret by the name of what it opens, never itself."""
    if record.kind == Kind.TLS_SECRETS:
        return f"TLS secret {escape(record.octets.partition(b' ')[0][:SUMMARY_LENGTH])}"
    way = "received" if record.kind == Kind.TLS_RECEIVED else "sent"
    return f"TLS {way}: {len(record.octets)} octets"


def _fact(key: object, fact: object) -> str:
    """A value in a detail; an action that stands there as JSON in the words it has elsewhere."""
    if key == "action" and isinstance(fact, Mapping):
        try:
            return _action(action_from_json(fact))
        except (ValueError, TypeError):
            pass
    return _shown(fact)


def _shown(value: object) -> str:
    return escape(str(value)[:SUMMARY_LENGTH])


def _policy(policy: Policy) -> list[str]:
    said = [f"{name}={reply}" for name, reply in policy.changes.items()]
    for word, seqs in (("release", policy.release), ("drop", policy.drop)):
        if seqs:
            said.append(f"{word} {','.join(map(str, seqs))}")
    return said


def _action(action: object) -> str:
    """An action in a few words; what it puts on the wire has records of its own."""
    match action:
        case Send():
            frames = ", ".join(type(frame).__name__ for frame in action.frames)
            return f"send {frames} by the {action.door} door"
        case SendOctets():
            return f"send {len(action.octets)} octets"
        case Close():
            return f"close {CloseHow(action.how)}"
        case Policy():
            return _shown(f"policy {' '.join(_policy(action))}".rstrip())
        case Note():
            return _shown(action.text)
    return _shown(action)
