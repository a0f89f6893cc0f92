"""Columns of text that fit a width, and lines that are folded to it. Knows no record.

What comes in is printable: octets of a peer have passed the escaper by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, overload

from h2craft.explain import Line, Role, Span, Text, sentence
from h2craft.repl.tools.tool import Shown

GAP = 2  # columns between two others
FOLDED = 4  # columns before what goes on below
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
SHOWN = 200  # rows; more are counted

Item = TypeVar("Item")
Cells = Sequence[Span]


class Column(NamedTuple):
    """`least`: it may be cut down to so many columns; 0 for one that is shown whole."""

    title: str
    right: bool = False
    least: int = 0


def cell(value: object, role: Role = Role.PLAIN) -> Span:
    """A value of ours in its role; numbers with commas."""
    return Span(f"{value:,}" if isinstance(value, int) else str(value), role)


def table(columns: Sequence[Column], rows: Sequence[Cells], width: int) -> Text:
    """A line of titles, and a line for each row.

    What is too wide is taken from the last column that may be cut, then from the one before it.
    A column nobody has said anything in is left out.
    """
    said = [number for number in range(len(columns)) if any(row[number].text for row in rows)]
    columns = [columns[number] for number in said]
    rows = [[row[number] for number in said] for row in rows]
    widths = _widths(columns, rows, width)
    titles = [Span(column.title, Role.DIM) for column in columns]
    return [_row(columns, widths, row) for row in (titles, *rows)]


def _widths(columns: Sequence[Column], rows: Sequence[Cells], width: int) -> list[int]:
    widths = [
        max(len(column.title), *(len(row[number].text) for row in rows), 0)
        for number, column in enumerate(columns)
    ]
    over = sum(widths) + GAP * (len(widths) - 1) - width
    for number in reversed(range(len(columns))):
        least = columns[number].least
        if over > 0 and least:
            less = min(over, max(0, widths[number] - least))
            widths[number] -= less
            over -= less
    return widths


def _row(columns: Sequence[Column], widths: Sequence[int], row: Cells) -> Line:
    spans: list[Span] = []
    for column, width, one in zip(columns, widths, row, strict=True):
        text = cut(one.text, width)
        text = f"{text:>{width}}" if column.right else f"{text:<{width}}"
        if spans:
            spans.append(Span(" " * GAP))
        spans.append(Span(text, one.role))
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    return tuple(spans)


def cut(text: str, width: int) -> str:
    """At most `width` characters: what a line says first is what it is about."""
    return text if len(text) <= width else f"{text[: max(width - 1, 0)]}{ELLIPSIS}"[:width]


def folded(text: Text, width: int) -> Text:
    """What is too long for a line goes on below, further to the right, from a space on."""
    return [part for line in text for part in _folded(line, width)]


def _folded(line: Line, width: int) -> Iterator[Line]:
    whole = "".join(span.text for span in line)
    start, indent = 0, 0
    hang = len(whole) - len(whole.lstrip()) + FOLDED
    while len(whole) - start > width - indent:
        room = max(width - indent, 1)
        at = whole.rfind(" ", start + 1, start + room + 1)
        if at < start + room // 2 or at <= start:
            at = start + room
        yield _part(line, start, at, indent)
        start = at + len(whole[at:]) - len(whole[at:].lstrip(" "))
        indent = min(hang, width // 2)
    if start < len(whole) or not start:
        yield _part(line, start, len(whole), indent)


def _part(line: Line, start: int, end: int, indent: int) -> Line:
    """The characters `start` to `end` of a line."""
    spans = [Span(" " * indent)] if indent else []
    at = 0
    for span in line:
        piece = span.text[max(0, start - at) : max(0, end - at)]
        if piece:
            spans.append(span._replace(text=piece))
        at += len(span.text)
    return tuple(spans)


class Listed(Shown, Sequence[Item], Generic[Item]):
    """Things in a table: a sequence of them, whose `repr` is the table.

    row    the cells of one
    empty  what to say where there are none
    """

    def __init__(
        self,
        items: Sequence[Item],
        columns: Sequence[Column],
        row: Callable[[Item], Cells],
        *,
        empty: str,
        after: Text | None = None,
    ) -> None:
        self._items = list(items)
        self._columns = columns
        self._row = row
        self._empty = empty
        self._after = after or []

    def text(self, width: int) -> Text:
        shown = self._items[-SHOWN:]
        left = len(self._items) - len(shown)
        text: Text = [sentence(f"{left:,} more before", Role.DIM)] if left else []
        if shown:
            text += table(self._columns, [self._row(item) for item in shown], width)
        else:
            text.append(sentence(self._empty, Role.DIM))
        return text + folded(self._after, width)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> Listed[Item]: ...

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Listed(self._items[index], self._columns, self._row, empty=self._empty)
        return self._items[index]
