"""One reading as a line a person reads: the frame log. Knows no terminal, no clock, no file.

The line, from left to right:

    time       seconds since the journal began
    connection its number
    direction  `<` received, `  >` sent, further to the right, so that it reads without colour
    stream     its id and its name, the request line
    type, flags, length of the payload
    summary    what the payload says
    finding    `! 6.9.1 what is wrong`, on the same line where it fits, else on lines below

and what is not a frame carries a mark of its own in the place of the direction (`MARKS`).
Peer octets reach a line only through `wire`'s escaper, so a character is a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from h2craft.model import Finding, Reading, Severity, Who
from h2craft.report.life import tell
from h2craft.trace import Kind, Origin
from h2craft.wire import FrameType, elide, escape, flag_names, frame_type_name

DIM, BOLD, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN = 2, 1, 31, 32, 33, 34, 35, 36

RECEIVED, SENT, EVENT, SAID, REFUSED, HELD, FINDING = (
    "<  ",
    "  >",
    "=  ",
    "|  ",
    "x  ",
    "  ~",
    "!  ",
)
"""Frames received and sent; life of a connection; a script's words; refusals; held replies."""

MARKS: dict[Kind, tuple[str, int]] = {
    Kind.PREFACE_RECEIVED: (RECEIVED, CYAN),
    Kind.FRAME_RECEIVED: (RECEIVED, CYAN),
    Kind.OCTETS_RECEIVED: (RECEIVED, CYAN),
    Kind.PREFACE_SENT: (SENT, GREEN),
    Kind.FRAME_SENT: (SENT, GREEN),
    Kind.OCTETS_SENT: (SENT, GREEN),
    Kind.FRAME_HELD: (HELD, YELLOW),
    Kind.FRAME_DROPPED: (HELD, YELLOW),
    Kind.TLS_FAILED: (REFUSED, RED),
    Kind.ACTION_REFUSED: (REFUSED, RED),
    Kind.H2_GAVE_UP: (REFUSED, RED),
    Kind.HANDLER_RAISED: (SAID, RED),
    Kind.HANDLER_ABANDONED: (SAID, YELLOW),
    Kind.PRINTED: (SAID, MAGENTA),
    Kind.SCRIPT_BROKEN: (SAID, RED),
    Kind.LIMIT_REACHED: (REFUSED, YELLOW),
    Kind.RECORDS_LOST: (REFUSED, RED),
}

QUIET = frozenset({Kind.ACTION_FIRED, Kind.ACTION_DONE, Kind.HANDLER_STARTED, Kind.HANDLER_ENDED})
"""Kinds the log leaves out: the frames beside them say the same. JSON and filters have them."""

ALARMING = frozenset({FrameType.RST_STREAM, FrameType.GOAWAY})
SEVERITY = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTE: BLUE}

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
NAME_LENGTH = 100  # octets of a method or a path that name a stream

PLAIN = "\x1b[0m"
BELOW = 18  # columns before a finding that stands below its frame
NARROWEST = 72  # columns; a terminal narrower than this wraps

SHORT_FLAGS = {
    "END_STREAM": "ES",
    "END_HEADERS": "EH",
    "PADDED": "PAD",
    "PRIORITY": "PRI",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the cells are; `short_flags` writes `ES,EH` for `END_STREAM,END_HEADERS`."""

    stream: int
    flags: int
    short_flags: bool


FULL = Columns(stream=26, flags=22, short_flags=False)
WIDE = Columns(stream=22, flags=22, short_flags=False)
MEDIUM = Columns(stream=20, flags=8, short_flags=True)
NARROW = Columns(stream=12, flags=5, short_flags=True)


def columns_for(width: int | None) -> Columns:
    """The cells for a terminal of `width` columns; None is no terminal: nothing is shortened."""
    if width is None:
        return FULL
    if width >= 140:
        return WIDE
    return MEDIUM if width >= 100 else NARROW


class Lines:
    """Makes lines of readings, for one width and one way of colouring."""

    def __init__(self, *, width: int | None = None, colour: bool = False) -> None:
        self.width = width
        self.colour = colour
        self._room = None if width is None else max(width, NARROWEST)
        self._columns = columns_for(width)

    def of(self, reading: Reading) -> list[str]:
        """The lines of one reading: usually one; none for the kinds in `QUIET`."""
        record = reading.record
        if record.kind in QUIET and not reading.findings:
            return []
        head = f"{record.at:9.4f} {record.connection or '-':>3} "
        mark, hue = MARKS.get(record.kind, (EVENT, BLUE))
        if reading.frame is not None:
            dim = record.origin == Origin.AUTOMATIC and mark is SENT
            row = self._frame_row(head, mark, hue, reading, dim)
            return self._told(row, reading.summary + _door(reading), reading.findings)
        row = _Row(head, mark, hue)
        *before, last = tell(reading)
        lines = [line for text in before for line in self._told(row, text, ())]
        return lines + self._told(row, last, reading.findings)

    def _frame_row(self, head: str, mark: str, hue: int, reading: Reading, dim: bool) -> _Row:
        frame = reading.frame
        assert frame is not None
        width = self._columns.stream
        stream = f"{frame.stream_id:>4} "
        stream += fitted(stream_name(reading), width - len(stream))
        name, flags = _type_cells(frame.type, frame.flags, self._columns)
        rest = f" {flags} {frame.length:>5} "
        name_hue = RED if frame.type in ALARMING else BOLD
        return _Row(head, mark, hue, f"{stream:<{width}} ", name, rest, name_hue, dim)

    def _told(self, row: _Row, text: str, findings: tuple[Finding, ...]) -> list[str]:
        """The row with its text, and its findings beside it or, where they do not fit, below."""
        said = [finding_text(finding) for finding in findings]
        room = None if self._room is None else self._room - row.width
        beside = room is None or len(text) + sum(map(len, said)) + 2 * len(said) <= room
        if room is not None and self._room is not None:
            text = elide(text, max(room, 8))
            said = said if beside else [elide(one, self._room - BELOW) for one in said]
        if self.colour:
            hues = (SEVERITY[finding.severity] for finding in findings)
            said = [paint(one, hue) for one, hue in zip(said, hues, strict=True)]
        line = row.painted(text) if self.colour else row.plain(text)
        if beside:
            return ["  ".join([line, *said])]
        return [line, *(f"{'':{BELOW}}{one}" for one in said)]


@lru_cache(maxsize=1024)
def _type_cells(frame_type: int, flags: int, columns: Columns) -> tuple[str, str]:
    """The cells of type and flags."""
    names = flag_names(frame_type, flags)
    if columns.short_flags:
        names = tuple(SHORT_FLAGS.get(name, name) for name in names)
    shown = ",".join(names) or "-"
    return f"{frame_type_name(frame_type):<13}", f"{shown:<{columns.flags}}"


class _Row(NamedTuple):
    """The cells before the text of a line. Without a frame there are but the first three."""

    head: str
    mark: str
    hue: int
    stream: str = ""
    name: str = ""
    rest: str = ""
    name_hue: int = 0
    dim: bool = False

    @property
    def width(self) -> int:
        cells = self.head, self.mark, self.stream, self.name, self.rest
        return sum(map(len, cells)) + 1

    def plain(self, text: str) -> str:
        line = f"{self.head}{self.mark} {self.stream}{self.name}{self.rest}{text}"
        return line.rstrip()

    def painted(self, text: str) -> str:
        if self.dim:
            return paint(self.plain(text), DIM)
        if not self.name:
            text = paint(text, self.hue)
        name = paint(self.name, self.name_hue) if self.name else ""
        head, mark = paint(self.head, DIM), paint(self.mark, self.hue)
        return f"{head}{mark} {self.stream}{name}{self.rest}{text}"


def paint(text: str, code: int) -> str:
    """`text` between an SGR code and its end."""
    return f"\x1b[{code}m{text}{PLAIN}"


def finding_text(finding: Finding) -> str:
    """The finding as the log says it: mark, section, words."""
    ours = "" if finding.who is Who.PEER else "(ours) "
    return f"! {finding.section} {ours}{finding.text}"


def stream_name(reading: Reading) -> str:
    """What to call the stream: its request line; empty for the connection and unnamed ones."""
    stream = reading.stream
    if stream is None or stream.method is None:
        return ""
    target = stream.path if stream.path is not None else stream.authority or b""
    return _request_name(stream.method[:NAME_LENGTH], target[:NAME_LENGTH])


@lru_cache(maxsize=1024)
def _request_name(method: bytes, target: bytes) -> str:
    return escape(method + b" " + target).rstrip()


def fitted(name: str, room: int) -> str:
    """A request line in `room` columns: its query goes first, then the method, then the front.

    Nothing is lost by it: the request's own line has all of it as its summary.
    """
    if len(name) <= room:
        return name
    path, query, _ = name.partition("?")
    name = path + query
    if len(name) > room:
        name = name.partition(" ")[2]
    return name if len(name) <= room else ELLIPSIS + name[len(name) - max(room - 1, 0) :]


def _door(reading: Reading) -> str:
    """What the wire door left to say: how a raw frame stands to what h2 believes."""
    detail = reading.record.detail
    if not isinstance(detail, dict) or detail.get("door") != "wire":
        return ""
    step = detail.get("step", "")
    return " (raw)" if step in {"", "in step"} else f" (raw, {escape(str(step))})"
