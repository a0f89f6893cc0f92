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

from collections.abc import Iterator
from dataclasses import dataclass

from h2craft.model import Finding, Reading, Severity, Who
from h2craft.report.life import tell
from h2craft.trace import Kind, Origin
from h2craft.wire import elide, escape

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

ALARMING = frozenset({"RST_STREAM", "GOAWAY"})
SEVERITY = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTE: BLUE}

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
NAME_LENGTH = 100  # octets of a method or a path that name a stream

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
        mark, hue = MARKS.get(record.kind, (EVENT, BLUE))
        head = f"{record.at:9.4f} {record.connection or '-':>3} "
        automatic = record.origin == Origin.AUTOMATIC and mark is SENT
        if reading.frame is not None:
            cells, bold = self._frame_cells(reading)
            texts = [reading.summary + _door(reading)]
        else:
            cells, bold = "", 0
            texts = tell(reading)
        lines: list[str] = []
        for number, text in enumerate(texts):
            findings = reading.findings if number == len(texts) - 1 else ()
            lines += self._line(head, mark, hue, cells, bold, text, findings, automatic)
        return lines

    def _frame_cells(self, reading: Reading) -> tuple[str, int]:
        frame = reading.frame
        assert frame is not None
        columns = self._columns
        names = frame.flag_names
        if columns.short_flags:
            names = tuple(SHORT_FLAGS.get(name, name) for name in names)
        flags = ",".join(names) or "-"
        stream = f"{frame.stream_id:>4} "
        stream += fitted(stream_name(reading), columns.stream - len(stream))
        cells = (
            f"{stream:<{columns.stream}} {frame.name:<13} {flags:<{columns.flags}}"
            f" {frame.length:>5} "
        )
        return cells, RED if frame.name in ALARMING else BOLD

    def _line(
        self,
        head: str,
        mark: str,
        hue: int,
        cells: str,
        bold: int,
        text: str,
        findings: tuple[Finding, ...],
        automatic: bool,
    ) -> Iterator[str]:
        room = None if self._room is None else self._room - len(head) - 4 - len(cells)
        said = [finding_text(finding) for finding in findings]
        joined = "".join(f"  {one}" for one in said)
        beside = room is None or len(text) + len(joined) <= room
        if room is not None and len(text) > room:
            text = elide(text, max(room, 8))
        if not self.colour:
            yield f"{head}{mark} {cells}{text}{joined if beside else ''}".rstrip()
        elif automatic:
            painted = self._painted(findings, said) if beside else ""
            yield paint(f"{head}{mark} {cells}{text}", DIM) + painted
        else:
            painted = self._painted(findings, said) if beside else ""
            name_at = self._columns.stream + 1
            cells = (
                cells[:name_at]
                + paint(cells[name_at : name_at + 13], bold)
                + (cells[name_at + 13 :])
                if cells
                else ""
            )
            body = text if cells else paint(text, hue)
            yield f"{paint(head, DIM)}{paint(mark, hue)} {cells}{body}{painted}"
        if not beside:
            yield from self._below(head, findings, said)

    def _painted(self, findings: tuple[Finding, ...], said: list[str]) -> str:
        return "".join(
            "  " + paint(one, SEVERITY[finding.severity])
            for finding, one in zip(findings, said, strict=True)
        )

    def _below(self, head: str, findings: tuple[Finding, ...], said: list[str]) -> Iterator[str]:
        indent = " " * (len(head) + 4)
        room = (self._room or 0) - len(indent)
        for finding, one in zip(findings, said, strict=True):
            text = elide(one, room)
            yield indent + (paint(text, SEVERITY[finding.severity]) if self.colour else text)


def paint(text: str, code: int) -> str:
    """`text` between an SGR code and its end."""
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


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
    return escape(stream.method[:NAME_LENGTH] + b" " + target[:NAME_LENGTH]).rstrip()


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
