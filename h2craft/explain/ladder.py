"""A connection as a ladder: client left, server right, an arrow for each frame, lanes for streams.

Knows readings; draws in characters, or writes a Mermaid diagram.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from h2craft.actions import Note
from h2craft.explain.text import Line, Role, Span, Text, told
from h2craft.model import Direction, Reading, Severity
from h2craft.report import tell
from h2craft.trace import Kind, Origin
from h2craft.wire import END_HEADERS, FLAGS, Frame, FrameType, elide

LANES = 12
LABEL_LENGTH = 200
NARROWEST = 48
MERMAID_LENGTH = 80

_EVENTS = frozenset(
    (
        Kind.CONNECTION_OPENED,
        Kind.TLS_ESTABLISHED,
        Kind.TLS_FAILED,
        Kind.END_RECEIVED,
        Kind.CONNECTION_CLOSED,
        Kind.UPGRADED,
        Kind.H2_GAVE_UP,
        Kind.FRAME_HELD,
        Kind.FRAME_DROPPED,
        Kind.ACTION_REFUSED,
        Kind.HANDLER_STARTED,
        Kind.HANDLER_ENDED,
        Kind.HANDLER_RAISED,
        Kind.HANDLER_ABANDONED,
        Kind.LIMIT_REACHED,
        Kind.NOTED,
        Kind.RECORDS_LOST,
        Kind.REQUEST_HELD,
        Kind.REQUEST_RELEASED,
        Kind.ACTION_HELD,
        Kind.ACTION_RELEASED,
        Kind.SCRIPT_ATTACHED,
    )
)


class Rung(NamedTuple):
    """One step of the ladder.

    lane       column of its stream, -1 for the connection; `open` are the lanes in use beside it
    direction  None for what was not on the wire; `rightwards`: from the client to the server
    label      type, flags and summary, one printable line
    """

    seq: int
    at: float
    stream_id: int
    lane: int
    open: tuple[bool, ...]
    direction: Direction | None
    rightwards: bool
    label: str
    role: Role
    automatic: bool
    severity: Severity | None
    ends: bool


class Ladder:
    """The rungs of a connection's readings, in order; see `text` and `mermaid`.

    lanes  how many columns the streams take
    """

    def __init__(self, readings: Iterable[Reading], role: str = "server") -> None:
        kept = [one for one in readings if _is_rung(one)]
        if kept and kept[0].connection is not None:
            role = kept[0].connection.role
        self._client = Direction.RECEIVED if role == "server" else Direction.SENT
        self.rows: list[Rung] = []
        self.lanes = 0
        self._draw(kept)

    def _draw(self, kept: list[Reading]) -> None:
        """A stream has a lane from its first rung to its last; then another may have it."""
        last = {one.stream_id: number for number, one in enumerate(kept)}
        lanes: dict[int, int] = {}
        for number, one in enumerate(kept):
            stream_id = one.stream_id
            if stream_id and stream_id not in lanes:
                lanes[stream_id] = _free(lanes)
            self.lanes = max(self.lanes, len(lanes) and max(lanes.values()) + 1)
            self.rows.append(self._rung(one, lanes))
            if last[stream_id] == number:
                lanes.pop(stream_id, None)
        self.lanes = min(self.lanes, LANES)

    def _rung(self, reading: Reading, lanes: Mapping[int, int]) -> Rung:
        record, direction = reading.record, reading.direction
        stream_id = reading.stream_id
        taken = set(lanes.values())
        severities = [finding.severity for finding in reading.findings]
        return Rung(
            seq=record.seq,
            at=record.at,
            stream_id=stream_id,
            lane=lanes.get(stream_id, -1),
            open=tuple(lane in taken for lane in range(min(max(taken, default=-1) + 1, LANES))),
            direction=direction,
            rightwards=direction is self._client,
            label=_label(reading),
            role=_role(reading),
            automatic=record.origin == Origin.AUTOMATIC,
            severity=min(severities, key=list(Severity).index) if severities else None,
            ends=reading.frame is not None and reading.frame.type == FrameType.RST_STREAM,
        )

    def text(self, width: int = 100) -> Text:
        """The head, then a line for each rung."""
        return [self.head(width), *(self.line(number, width) for number in range(len(self.rows)))]

    def head(self, width: int = 100) -> Line:
        """Which end is where."""
        _, gutter, room = self._columns(width)
        ends = f"client{'server':>{gutter + room + 3 - len('client')}}"
        return (Span(f"{'record':>8} {'time':>9}  ", Role.DIM), Span(ends, Role.HEAD))

    def line(self, number: int, width: int = 100) -> Line:
        """One rung, `width` characters of it."""
        rung = self.rows[number]
        _, _, room = self._columns(width)
        spans = [Span(f"{rung.seq:>8} {rung.at:>9.4f}  ", Role.DIM), Span("│ ", Role.DIM)]
        spans += self._gutter(rung)
        spans += _arrow(rung, room)
        return (*spans, Span("│", Role.DIM))

    def _columns(self, width: int) -> tuple[int, int, int]:
        """Columns before the client, of the lanes, and of the arrows."""
        margin, gutter = 20, 2 * self.lanes
        return margin, gutter, max(width, NARROWEST + gutter) - margin - gutter - 3

    def _gutter(self, rung: Rung) -> list[Span]:
        """The lanes: a dot where the rung is, a line where another stream is open."""
        cells = []
        for lane in range(self.lanes):
            if lane == rung.lane:
                cells.append(Span("● ", rung.role))
            elif lane < len(rung.open) and rung.open[lane]:
                cells.append(Span("│ ", Role.DIM))
            else:
                cells.append(Span("  "))
        return cells

    def mermaid(self) -> str:
        """The same as a Mermaid sequence diagram; no label can end a line or begin a command."""
        lines = ["sequenceDiagram", "    participant C as client", "    participant S as server"]
        lines += (f"    {arrow}" for _, arrow in self.arrows())
        return "\n".join(lines) + "\n"

    def arrows(self, mark: str = "") -> Iterator[tuple[int, str]]:
        """What a Mermaid diagram says of each rung, and its seq.

        The ends are C and S, each followed by `mark`.
        """
        for rung in self.rows:
            label = _for_mermaid(elide(rung.label, MERMAID_LENGTH))
            if rung.direction is None:
                yield rung.seq, f"Note over C{mark},S{mark}: {label}"
                continue
            one, other = ("C", "S") if rung.rightwards else ("S", "C")
            arrow = "-x" if rung.ends else "-->>" if rung.automatic else "->>"
            yield rung.seq, f"{one}{mark}{arrow}{other}{mark}: {label}"


def _is_rung(reading: Reading) -> bool:
    """What was on the wire, what has changed the course of things, and remarks."""
    if reading.direction is not None or reading.record.kind in _EVENTS:
        return True
    return isinstance(reading.record.detail, Note) and reading.record.kind == Kind.ACTION_FIRED


def _free(lanes: Mapping[int, int]) -> int:
    taken = set(lanes.values())
    return next(lane for lane in range(len(taken) + 1) if lane not in taken)


def _label(reading: Reading) -> str:
    """ "1 HEADERS END_STREAM GET /  ! 6.9"."""
    frame = reading.frame
    words = []
    if reading.stream_id:
        words.append(str(reading.stream_id))
    if frame is not None:
        words += [frame.name, *_flags(frame)]
        if reading.record.kind in (Kind.FRAME_HELD, Kind.FRAME_DROPPED):
            words.append("held" if reading.record.kind == Kind.FRAME_HELD else "dropped")
    words.append(told(reading.summary if frame is not None else _life(reading), LABEL_LENGTH))
    words += [f"! {finding.section}" for finding in reading.findings[:4]]
    return elide(" ".join(filter(None, words)), LABEL_LENGTH)


def _life(reading: Reading) -> str:
    """What is no frame, as the log says it; the stream is in the label already."""
    said = next(iter(tell(reading)), "").strip()
    return said.removeprefix(f"{reading.stream_id} ").strip() if reading.stream_id else said


def _flags(frame: Frame) -> list[str]:
    """The flags that tell something: END_HEADERS where it is missing, ACK is in the summary."""
    told = [name for name in frame.flag_names if name not in ("END_HEADERS", "ACK")]
    if "END_HEADERS" in FLAGS.get(frame.type, ()) and not frame.flags & END_HEADERS:
        told.append("no END_HEADERS")
    return told


def _role(reading: Reading) -> Role:
    if reading.findings and reading.findings[0].severity is Severity.ERROR:
        return Role.ERROR
    if reading.direction is Direction.RECEIVED:
        return Role.RECEIVED
    if reading.direction is Direction.SENT:
        return Role.DIM if reading.record.origin == Origin.AUTOMATIC else Role.SENT
    return _EVENT_ROLES.get(reading.record.kind, Role.NOTE)


_EVENT_ROLES: dict[int, Role] = {
    Kind.H2_GAVE_UP: Role.ERROR,
    Kind.HANDLER_RAISED: Role.ERROR,
    Kind.ACTION_REFUSED: Role.ERROR,
    Kind.TLS_FAILED: Role.ERROR,
    Kind.REQUEST_HELD: Role.HELD,
    Kind.ACTION_HELD: Role.HELD,
    Kind.FRAME_HELD: Role.HELD,
    Kind.HANDLER_STARTED: Role.SCRIPT,
    Kind.HANDLER_ENDED: Role.SCRIPT,
}


def _arrow(rung: Rung, room: int) -> list[Span]:
    """A line from one end to the other with the label on it."""
    label = elide(rung.label, max(room - 8, 8))
    if rung.direction is None:
        return [Span(f"{f' {label} ':·^{room}}", rung.role)]
    left = 2
    right = max(room - left - len(label) - 3, 0)
    if rung.rightwards:
        ends = "─" * left + " ", " " + "─" * right + ">"
    else:
        ends = "<" + "─" * (left - 1) + " ", " " + "─" * (right + 1)
    return [
        Span(ends[0], Role.DIM),
        Span(label, rung.role),
        Span(ends[1][: max(room - len(ends[0]) - len(label), 0)], Role.DIM),
    ]


_HARMLESS = frozenset(
    string.ascii_letters + string.digits + " _.,/=+*()!?&-\N{HORIZONTAL ELLIPSIS}"
)


def _for_mermaid(label: str) -> str:
    """Characters that could mean something to Mermaid as its numeric entities."""
    return "".join(
        character if character in _HARMLESS else f"#{ord(character)};" for character in label
    )
