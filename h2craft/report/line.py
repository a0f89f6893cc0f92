"""One reading as a line a person reads: the frame log. Knows no terminal, no clock, no file.

The line, from left to right:

    time       seconds since the journal began
    connection its number
    direction  `<` received, `  >` sent, further to the right, so that it reads without colour
    stream     its id and its name, the request line
    type, flags, length of the payload
    summary    what the payload says
    finding    `! 6.9.1 what is wrong`, on the same line where it fits, else on lines below

What does not fit goes on below, further to the right; only the octets of DATA are cut. What is
not a frame carries a mark of its own in the place of the direction (`MARKS`).
Peer octets reach a line only through `wire`'s escaper, so a character is a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from h2craft.model import Finding, Reading, Severity, Who
from h2craft.report.life import tell
from h2craft.trace import KEPT_TLS, Kind, Origin
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
"""Frames received and sent; life of a connection; a script's words; refusals; what is held."""

MARKS: dict[Kind, tuple[str, int]] = {
    Kind.TLS_RECEIVED: (RECEIVED, BLUE),
    Kind.TLS_SENT: (SENT, BLUE),
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
    Kind.REQUEST_HELD: (HELD, YELLOW),
    Kind.REQUEST_RELEASED: (HELD, YELLOW),
    Kind.ACTION_HELD: (HELD, YELLOW),
    Kind.ACTION_RELEASED: (HELD, YELLOW),
}

QUIET = frozenset(
    {
        Kind.ACTION_FIRED,
        Kind.ACTION_DONE,
        Kind.HANDLER_STARTED,
        Kind.HANDLER_ENDED,
        Kind.COMMENTED,
        *KEPT_TLS,
    }
)
"""Kinds the log leaves out where no filter names them: the frames beside them say the same, and a
comment stands beside its record. JSON and filters have them."""

ALARMING = frozenset({FrameType.RST_STREAM, FrameType.GOAWAY})
SEVERITY = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTE: BLUE}

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
NAME_LENGTH = 100  # octets of a method or a path that name a stream

PLAIN = "\x1b[0m"
LONGEST_SHORT_FLAGS = len("ES,EH,PAD,PRI")
BELOW = 18  # columns before a finding that stands below its frame
FOLDED = BELOW + 5  # columns before what goes on below
FOLDED_LINES = 8  # of one text; nobody's text pushes all the others off the screen
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
NARROW = Columns(stream=12, flags=6, short_flags=True)


def columns_for(width: int | None) -> Columns:
    """The cells for a terminal of `width` columns; None is no terminal: nothing is shortened."""
    if width is None:
        return FULL
    if width >= 140:
        return WIDE
    return MEDIUM if width >= 100 else NARROW


class Lines:
    """Makes lines of readings, for one width and one way of colouring.

    `folder`: scripts below it are named from there. `quiet`: kinds without a line.
    """

    def __init__(
        self,
        *,
        width: int | None = None,
        colour: bool = False,
        folder: str = "",
        quiet: frozenset[Kind] = QUIET,
    ) -> None:
        self.width = width
        self.colour = colour
        self._folder = folder
        self._quiet = quiet
        self._fired = (0, "")  # the last action, in case it is refused
        self._room = None if width is None else max(width, NARROWEST)
        self._columns = columns_for(width)

    def of(self, reading: Reading) -> list[str]:
        """The lines of one reading: usually one; none for the kinds in `QUIET`."""
        record = reading.record
        if record.kind == Kind.ACTION_FIRED:
            self._fired = record.seq, reading.summary
        if record.kind in self._quiet and not reading.findings:
            return []
        head = f"{record.at:9.4f} {record.connection or '-':>3} "
        mark, hue = MARKS.get(record.kind, (EVENT, BLUE))
        if reading.frame is not None:
            dim = record.origin == Origin.AUTOMATIC and mark is SENT
            row = self._frame_row(head, mark, hue, reading, dim)
            return self._told(row, self._frame_text(row, reading), reading.findings)
        row = _Row(head, mark, hue)
        *before, last = map(self._near, tell(reading))
        if record.kind == Kind.ACTION_REFUSED and record.cause == self._fired[0]:
            last += f": {self._fired[1]}"
        lines = [line for text in before for line in self._told(row, self._folded(row, text), ())]
        return lines + self._told(row, self._folded(row, last), reading.findings)

    def _frame_row(self, head: str, mark: str, hue: int, reading: Reading, dim: bool) -> _Row:
        frame = reading.frame
        assert frame is not None
        width = self._columns.stream
        stream = f"{frame.stream_id:>4} "
        stream += fitted(stream_name(reading), width - len(stream))
        name, flags = _type_cells(frame.type, frame.flags, self._columns)
        rest = f" {flags}{frame.length:>{max(self._columns.flags + 6 - len(flags), 1)}} "
        name_hue = RED if frame.type in ALARMING else BOLD
        return _Row(head, mark, hue, f"{stream:<{width}} ", name, rest, name_hue, dim)

    def _frame_text(self, row: _Row, reading: Reading) -> list[str]:
        """What a frame says, in as many lines as it takes; DATA in one."""
        assert reading.frame is not None
        text, door = reading.summary, _door(reading)
        if reading.frame.type != FrameType.DATA or self._room is None:
            return self._folded(row, text + door)
        room = self._room - row.width
        if len(text) + len(door) > room:
            door = " (raw)" if door else ""
        return [elide(text, max(room - len(door), 8)) + door]

    def _folded(self, row: _Row, text: str) -> list[str]:
        if self._room is None:
            return [text]
        return fold(text, max(self._room - row.width, 0), self._room - FOLDED)

    def _near(self, text: str) -> str:
        """A script is named from the folder on, as it was on the command line."""
        return text.replace(f": {self._folder}/", ": ", 1) if self._folder else text

    def _told(self, row: _Row, texts: list[str], findings: tuple[Finding, ...]) -> list[str]:
        """The row with its text, and its findings beside it or, where they do not fit, below."""
        first, *more = texts
        said = [finding_text(finding) for finding in findings]
        room = None if self._room is None else self._room - row.width
        wanted = len(first) + sum(map(len, said)) + 2 * len(said)
        beside = not more and (room is None or wanted <= room)
        hues = [SEVERITY[finding.severity] for finding in findings]
        if beside:
            return ["  ".join([self._row(row, first), *map(self._paint, said, hues)])]
        lines = [self._row(row, first)]
        lines += (f"{'':{FOLDED}}{self._paint(one, row.text_hue)}" for one in more)
        for text, hue in zip(said, hues, strict=True):
            head, *rest = self._folded(_Row(" " * BELOW, "", hue), text)
            lines.append(f"{'':{BELOW}}{self._paint(head, hue)}")
            lines += (f"{'':{FOLDED}}{self._paint(one, hue)}" for one in rest)
        return lines

    def _row(self, row: _Row, text: str) -> str:
        return row.painted(text) if self.colour else row.plain(text)

    def _paint(self, text: str, hue: int) -> str:
        return paint(text, hue) if self.colour and hue else text


def fold(text: str, first: int, more: int) -> list[str]:
    """`text` in lines of at most `first` and then `more` columns, broken at spaces where it can be.

    A first one shorter than the others stays empty where that leaves a word whole. Of what takes
    more than `FOLDED_LINES` the last line shows the end.
    """
    lines: list[str] = []
    room = first
    while len(text) > room and len(lines) < FOLDED_LINES - 1:
        at = text.rfind(" ", 1, room + 1)
        if at < room // 2:  # no space, or one that would waste the line
            keep = room < more and len(text.partition(" ")[0]) <= more
            at = 0 if keep else room
        lines.append(text[:at])
        text = text[at:].removeprefix(" ")
        room = more
    return [*lines, elide(text, room)]


@lru_cache(maxsize=1024)
def _type_cells(frame_type: int, flags: int, columns: Columns) -> tuple[str, str]:
    """The cells of type and flags; flags go by their names as long as these are not too long."""
    names = flag_names(frame_type, flags)
    short = ",".join(SHORT_FLAGS.get(name, name) for name in names)
    shown = short if columns.short_flags else ",".join(names)
    if len(shown) > columns.flags:
        shown = short if len(short) <= max(columns.flags, LONGEST_SHORT_FLAGS) else f"0x{flags:02x}"
    return f"{frame_type_name(frame_type):<13}", shown or "-"


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
    def text_hue(self) -> int:
        """Of what goes on below; 0 for plain."""
        if self.dim:
            return DIM
        return 0 if self.name else self.hue

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
