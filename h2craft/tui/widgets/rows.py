"""A row of the frame list as cells: which columns there are, how wide, and what each says.

Knows the reader's rows and roles of text; no style, no widget, no scrolling.
All text of a row has passed `wire.escape`, so a character is a column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from h2craft.explain import Line, Role, Span
from h2craft.model import Severity
from h2craft.reader import Row
from h2craft.report import SHORT_FLAGS, fitted
from h2craft.wire import elide, escape

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
MARKED = "\N{BLACK CIRCLE}"
GLYPHS = {
    Severity.ERROR: ("\N{BALLOT X}", Role.ERROR),
    Severity.WARNING: ("\N{BLACK UP-POINTING TRIANGLE}", Role.WARNING),
    Severity.NOTE: ("\N{MIDDLE DOT}", Role.NOTE),
}
SEVERITIES = {severity: role for severity, (_, role) in GLYPHS.items()}
ALARMING = frozenset({"RST_STREAM", "GOAWAY"})
GUTTER = 2
TYPE = 13
LEAST = 12  # columns of a text that makes way for another
_MARK_ROLES = {
    "<": Role.RECEIVED,
    ">": Role.SENT,
    "=": Role.NOTE,
    "|": Role.SCRIPT,
    "x": Role.ERROR,
    "~": Role.HELD,
    "!": Role.ERROR,
}


class Clock(StrEnum):
    """What the column of times says."""

    SINCE = "since the journal began"
    WALL = "time of day"
    GAP = "since the row before"

    @property
    def next(self) -> Clock:
        order = list(Clock)
        return order[(order.index(self) + 1) % len(order)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How wide each is; 0 leaves it out. `name` is what a stream's request line gets."""

    width: int
    seq: int
    time: int
    connection: int
    stream: int
    name: int
    flags: int
    length: int
    short_flags: bool

    @property
    def head(self) -> int:
        """Columns before the direction."""
        return GUTTER + sum(cell + 1 for cell in (self.seq, self.time, self.connection) if cell)

    def room(self, row: Row) -> int:
        """Columns for the text of a row."""
        cells = [self.head + 4, self.stream + 1]
        if row.type_name:
            cells += [cell + 1 for cell in (self.name, TYPE, self.flags, self.length) if cell]
        return max(0, self.width - sum(cells))


COLUMNS = ("seq", "time", "connection", "request", "flags", "length")
"""Those that can be left away."""

_TIERS = (  # from this width on: connection, stream, name, flags, length, short flags
    (150, 3, 5, 22, 22, 6, False),
    (124, 3, 4, 14, 22, 6, False),
    (104, 3, 4, 12, 8, 6, True),
    (84, 3, 4, 0, 8, 5, True),
    (66, 2, 3, 0, 5, 5, True),
    (0, 2, 3, 0, 5, 4, True),
)
MOST_CONNECTION, MOST_STREAM = 5, 6  # columns, however high the numbers
NO_SEQ, NO_TIME = 72, 56  # below these widths the column goes


def columns_for(
    width: int,
    last: int,
    clock: Clock = Clock.SINCE,
    *,
    shown: frozenset[str] | None = None,
    highest: tuple[int, int] = (0, 0),
) -> Columns:
    """The columns of a pane `width` columns wide whose highest seq is `last`.

    `shown`: names (`COLUMNS`) of those there are to be; the others stay away. `highest`: numbers
    of a connection and a stream there should be room for.
    """
    tier = next(one for one in _TIERS if width >= one[0])
    _, connection, stream, name, flags, length, short = tier

    connection = max(connection, min(len(str(highest[0])), MOST_CONNECTION))
    stream = max(stream, min(len(str(highest[1])), MOST_STREAM))

    def cell(called: str, size: int) -> int:
        return size if shown is None or called in shown else 0

    return Columns(
        width=width,
        seq=cell("seq", max(4, len(str(last)))) if width >= NO_SEQ else 0,
        time=cell("time", 12 if clock is Clock.WALL else 9) if width >= NO_TIME else 0,
        connection=cell("connection", connection),
        stream=stream,
        name=cell("request", name),
        flags=cell("flags", flags),
        length=cell("length", length),
        short_flags=short,
    )


def headings(columns: Columns, clock: Clock) -> str:
    """The line above the list."""
    time = {Clock.SINCE: "seconds", Clock.WALL: "time of day", Clock.GAP: "after"}[clock]
    cells = ["#".rjust(columns.seq)] if columns.seq else []
    cells += [time.rjust(columns.time)] if columns.time else []
    cells += ["con"[: columns.connection].rjust(columns.connection)] if columns.connection else []
    cells += ["   ", "id".rjust(columns.stream)]
    cells += ["request".ljust(columns.name)] if columns.name else []
    cells.append("type".ljust(TYPE))
    cells += ["flags".ljust(columns.flags)] if columns.flags else []
    cells += ["len".rjust(columns.length)] if columns.length else []
    return (" " * GUTTER + " ".join(cells))[: columns.width].ljust(columns.width)


@dataclass(frozen=True, slots=True)
class Times:
    """How `at` is written. `began` is the wall clock at 0; without it WALL is as SINCE."""

    clock: Clock = Clock.SINCE
    began: datetime | None = None

    def of(self, at: float, before: float | None) -> str:
        if self.clock is Clock.WALL and self.began is not None:
            return (self.began + timedelta(seconds=at)).strftime("%H:%M:%S.%f")[:-3]
        if self.clock is Clock.GAP:
            return "" if before is None else f"+{seconds(at - before, 8)}"
        return seconds(at, 9)


def seconds(value: float, room: int) -> str:
    """With four places, or as many as there is room for."""
    for places in (4, 3, 2, 1):
        text = f"{value:.{places}f}"
        if len(text) <= room:
            return text
    return f"{value:.0f}"


def began_at(started: str) -> datetime | None:
    """Local time of an ISO 8601 text; None where it is none."""
    try:
        return datetime.fromisoformat(started).astimezone()
    except ValueError:
        return None


def line_of(
    row: Row, columns: Columns, *, time: str, marked: bool, comment: str = "", shift: int = 0
) -> Line:
    """The row as spans, at most `columns.width` characters. `shift`: its text, that far left."""
    dim = row.automatic
    spans = [*_gutter(row, marked), *_head(row, columns, time)]
    spans.append(_stream_cell(row, columns, Role.DIM if dim else Role.PLAIN))
    if row.type_name:
        spans += _frame_cells(row, columns, dim)
    room = columns.room(row)
    texts = texts_of(row, comment, dim)
    spans += shifted(texts, room, shift) if shift else shared(texts, room)
    return tuple(spans)


def _gutter(row: Row, marked: bool) -> tuple[Span, ...]:
    glyph, role = GLYPHS.get(row.severity, (" ", Role.PLAIN)) if row.severity else (" ", Role.PLAIN)
    return Span(MARKED if marked else " ", Role.STRONG), Span(glyph, role)


def _head(row: Row, columns: Columns, time: str) -> list[Span]:
    spans = []
    if columns.seq:
        spans.append(Span(f"{row.seq:>{columns.seq}} ", Role.DIM))
    if columns.time:
        spans.append(Span(f"{time:>{columns.time}} ", Role.DIM))
    if columns.connection:
        spans.append(Span(f"{_cut(str(row.connection or '-'), columns.connection)} "))
    spans.append(Span(f"{row.mark:<3} ", role_of_mark(row)))
    return spans


def role_of_mark(row: Row) -> Role:
    return _MARK_ROLES.get(row.mark.strip()[:1], Role.PLAIN)


def _stream_cell(row: Row, columns: Columns, role: Role) -> Span:
    """The connection's own frames are on stream 0; what is no frame may be about none."""
    number = str(row.stream_id) if row.stream_id or row.type_name else ""
    return Span(f"{_cut(number, columns.stream)} ", role)


def _cut(number: str, room: int) -> str:
    """The last digits of a number that has too many."""
    return (
        number.rjust(room) if len(number) <= room else ELLIPSIS + number[len(number) - room + 1 :]
    )


def _frame_cells(row: Row, columns: Columns, dim: bool) -> list[Span]:
    plain = Role.DIM if dim else Role.PLAIN
    spans = []
    if columns.name:
        spans.append(Span(f"{fitted(row.name, columns.name):<{columns.name}} ", Role.DIM))
    role = Role.ERROR if row.type_name in ALARMING else Role.DIM if dim else Role.STRONG
    spans.append(Span(f"{elide(row.type_name, TYPE):<{TYPE}} ", role))
    if columns.flags:
        spans.append(Span(f"{flags_text(row.flags, columns):<{columns.flags}} ", plain))
    if columns.length:
        spans.append(Span(f"{_length(row, columns)} ", plain))
    return spans


def flags_text(flags: Iterable[str], columns: Columns) -> str:
    """By their names; as `ES,EH` where that is too long; cut in the middle as a last resort."""
    names = tuple(flags)
    short = ",".join(SHORT_FLAGS.get(name, name) for name in names)
    shown = short if columns.short_flags else ",".join(names)
    if len(shown) > columns.flags:
        shown = short
    return elide(shown, columns.flags) or "-"


def _length(row: Row, columns: Columns) -> str:
    text = "" if row.length is None else str(row.length)
    if len(text) > columns.length:  # a frame of a megabyte: the detail has the digits
        text = f"{(row.length or 0) / 1e6:.0f}M"
    return f"{text:>{columns.length}}"


def texts_of(row: Row, comment: str = "", dim: bool = False) -> list[Span]:
    """What a row says, most important last: the summary, what is wrong, what a person wrote."""
    role = Role.DIM if dim else Role.VALUE if row.type_name else role_of_mark(row)
    texts = [Span(row.summary, role)]
    if row.raw:
        texts.append(Span(f"({row.raw})", Role.WARNING))
    if row.finding:
        found = Role.NOTE if row.severity is None else SEVERITIES[row.severity]
        texts.append(Span(row.finding, found))
    if comment:
        texts.append(Span(f"; {as_written(comment)}", Role.NOTE))
    return texts


def as_written(comment: str) -> str:
    """A person's words, in any script: last in its row, where wide letters move nothing."""
    return "".join([one if _stays(one) else escape(one) for one in comment])


def _stays(letter: str) -> bool:
    wide = unicodedata.east_asian_width(letter) in "WF"
    return letter == "\\" or (wide and letter.isprintable())


def full_text(row: Row, comment: str = "") -> str:
    """All of it: what scrolling to the right shows."""
    return "  ".join(span.text for span in texts_of(row, comment) if span.text)


def shared(texts: list[Span], room: int) -> list[Span]:
    """Texts side by side in `room` columns: the first gets what the others leave.

    The others are cut to a share, so that a long finding hides no summary, nor the other way round.
    """
    texts = [span for span in texts if span.text]
    if sum(len(span.text) + 2 for span in texts) - 2 <= room:
        return _joined(texts)
    kept: list[Span] = []
    left = room
    for index in range(len(texts) - 1, -1, -1):
        span = texts[index]
        before = sum(min(len(one.text), LEAST, room // 3) + 2 for one in texts[:index])
        width = min(len(span.text), max(left - before, 0))
        if width < 1:
            continue
        text = cut_off(span.text, width) if index else elide(span.text, width)
        kept.insert(0, span._replace(text=text))
        left -= width + 2
    return _joined(kept)


def cut_off(text: str, room: int) -> str:
    """The beginning of a sentence that is too long."""
    return text if len(text) <= room else text[: room - 1] + ELLIPSIS


def _joined(texts: list[Span]) -> list[Span]:
    made: list[Span] = []
    for span in texts:
        if made:
            made.append(Span("  "))
        made.append(span)
    return made


def shifted(texts: list[Span], room: int, shift: int) -> list[Span]:
    """The same without eliding, from column `shift` on; what is cut off shows an ellipsis."""
    whole = _joined([span for span in texts if span.text])
    length = sum(len(span.text) for span in whole)
    cut = _window(whole, shift, room)
    if shift and cut and length:
        cut[0] = cut[0]._replace(text=ELLIPSIS + cut[0].text[1:])
    if length > shift + room and cut:
        cut[-1] = cut[-1]._replace(text=cut[-1].text[:-1] + ELLIPSIS)
    return cut


def _window(spans: list[Span], start: int, room: int) -> list[Span]:
    made, at = [], 0
    for span in spans:
        part = span.text[max(0, start - at) : max(0, start + room - at)]
        if part:
            made.append(span._replace(text=part))
        at += len(span.text)
    return made
