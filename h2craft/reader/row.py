"""One row of a list: a record told in cells. Knows no list and no state of a connection.

Everything in a row is printable as it is: octets and texts from outside have passed the escaper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from h2craft.model import Direction, Finding, Reading, Severity
from h2craft.report import EVENT, MARKS, finding_text, tell
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import Frame, elide, escape, summarize

SUMMARY_LENGTH = 2000
NAMED_LENGTH = 200

GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class Row(NamedTuple):
    """One record.

    mark        the three columns the log has for its direction or kind
    type_name   of a frame, else empty
    length      of the payload as the frame says it, octets where there is no whole frame, or None
    summary     what it says, one line
    severity    of the gravest finding, whose words are in `finding` with those of the others
    automatic   a reply by policy
    raw         how a frame written past h2 stands to what h2 believes; empty if h2 made it
    name        the request line of its stream, once that was read
    script      the handler script it is about, where the record or its stream says so
    folded      False: not read that far yet; header blocks, findings and names are not known
    """

    seq: int
    at: float
    connection: int
    stream_id: int
    kind: Kind
    direction: Direction | None
    mark: str
    type_name: str
    flags: tuple[str, ...]
    length: int | None
    summary: str
    severity: Severity | None = None
    finding: str = ""
    automatic: bool = False
    origin: Origin = Origin.PEER
    raw: str = ""
    name: str = ""
    script: str = ""
    folded: bool = False


class Known(NamedTuple):
    """What was kept of the fold of a record; `summary` None: the frame by itself says it all."""

    stream_id: int
    summary: str | None
    name: str
    severity: Severity | None
    finding: str
    script: str


def row_of(reading: Reading, known: Known | None) -> Row:
    """The row of a record; `reading` has to have no more than its record and frame."""
    record, frame = reading.record, reading.frame
    mark, _ = MARKS.get(record.kind, (EVENT, 0))
    octets = None if reading.direction is None else len(record.octets)
    return Row(
        seq=record.seq,
        at=record.at,
        connection=record.connection,
        stream_id=reading.stream_id if known is None else known.stream_id,
        kind=record.kind,
        direction=reading.direction,
        mark=mark,
        type_name="" if frame is None else frame.name,
        flags=() if frame is None else frame.flag_names,
        length=octets if frame is None else frame.length,
        summary=_summary(reading, known),
        severity=None if known is None else known.severity,
        finding="" if known is None else known.finding,
        automatic=record.origin == Origin.AUTOMATIC,
        origin=record.origin,
        raw=door_of(record),
        name="" if known is None else known.name,
        script=script_of(record) or ("" if known is None else known.script),
        folded=known is not None,
    )


def gone_row(seq: int, connection: int, kind: Kind, known: Known | None) -> Row:
    """The row of a record that cannot be read any more, of what is still known."""
    return Row(
        seq=seq,
        at=0.0,
        connection=connection,
        stream_id=0 if known is None else known.stream_id,
        kind=kind,
        direction=None,
        mark=MARKS.get(kind, (EVENT, 0))[0],
        type_name="",
        flags=(),
        length=None,
        summary=(known and known.summary) or "no longer kept",
        severity=None if known is None else known.severity,
        finding="" if known is None else known.finding,
        name="" if known is None else known.name,
        folded=known is not None,
    )


def _summary(reading: Reading, known: Known | None) -> str:
    if reading.frame is not None:
        if known is not None and known.summary is not None:
            return known.summary
        return summarize(reading.frame)
    said = tell(reading)
    # The column of the stream is a cell of its own here.
    first = said[0].removeprefix(f"{reading.stream_id:>4} ")
    if len(said) > 1:
        first = f"{first}  (+{len(said) - 1} lines)"
    return elide(first, SUMMARY_LENGTH)


def bare(record: Record) -> Reading:
    """A reading of the record and its frame alone."""
    holds_frame = record.kind in _FRAMES and len(record.octets) >= 9
    return Reading(record, frame=Frame(record.octets) if holds_frame else None)


_FRAMES = frozenset((Kind.FRAME_RECEIVED, Kind.FRAME_SENT, Kind.FRAME_HELD, Kind.FRAME_DROPPED))


def findings_text(findings: tuple[Finding, ...]) -> tuple[Severity, str]:
    """The gravest severity, and all findings in words, the gravest first; there is one."""
    ordered = sorted(findings, key=lambda found: GRAVITY.index(found.severity))
    return ordered[0].severity, "  ".join(escape_printable(finding_text(one)) for one in ordered)


def escape_printable(text: str) -> str:
    """A sentence of ours that may quote what was said outside."""
    return text if text.isascii() and text.isprintable() else escape(text)


def door_of(record: Record) -> str:
    """What the wire door left to say of a frame: "raw", and why h2 could not follow."""
    detail = record.detail
    if record.kind != Kind.FRAME_SENT or not isinstance(detail, dict):
        return ""
    if detail.get("door") != "wire":
        return ""
    step = str(detail.get("step", ""))
    return "raw" if step in ("", "in step") else f"raw, {escape(step[:NAMED_LENGTH])}"


def script_of(record: Record) -> str:
    """The script a record names."""
    detail: Any = record.detail
    if not isinstance(detail, Mapping):
        return ""
    named = detail.get("script") or detail.get("file")
    return escape(str(named)[:NAMED_LENGTH]) if named else ""
