"""The figure of RFC 9113 5.1 in characters: states in boxes, and what leads from one to another.

Which states lead where, and by what, is read from the model's table; only where a box stands and
which way a line takes is laid down here. A step the table has and the figure has no line for is
said below it, so that the picture can never say less than the code does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from h2craft.explain.knowledge import STATE_NAMES
from h2craft.explain.path import Passage
from h2craft.explain.text import Line, Role, Span, Text, sentence
from h2craft.model import TABLE, Direction, StreamInput, StreamState

WIDTH = 77
HEIGHT = 20

Edge = tuple[StreamState, StreamState]
Spot = tuple[int, int]  # row, column


class Box(NamedTuple):
    """Where a state stands: its upper left corner."""

    row: int
    column: int
    width: int
    height: int = 3


class Route(NamedTuple):
    """The corners of a line, where its labels stand, and where the record's number does."""

    points: tuple[Spot, ...]
    label: Spot
    number: Spot


BOXES: dict[StreamState, Box] = {
    StreamState.IDLE: Box(0, 33, 12),
    StreamState.RESERVED_LOCAL: Box(5, 5, 20),
    StreamState.RESERVED_REMOTE: Box(5, 53, 21),
    StreamState.OPEN: Box(8, 33, 12),
    StreamState.HALF_CLOSED_REMOTE: Box(12, 5, 24),
    StreamState.HALF_CLOSED_LOCAL: Box(12, 50, 23),
    StreamState.CLOSED: Box(16, 33, 12, 4),
}

_IDLE, _OPEN, _CLOSED = StreamState.IDLE, StreamState.OPEN, StreamState.CLOSED
_OURS, _THEIRS = StreamState.RESERVED_LOCAL, StreamState.RESERVED_REMOTE
_LOCAL, _REMOTE = StreamState.HALF_CLOSED_LOCAL, StreamState.HALF_CLOSED_REMOTE

ROUTES: dict[Edge, Route] = {
    (_IDLE, _OURS): Route(((1, 32), (1, 13), (4, 13)), (2, 15), (3, 15)),
    (_IDLE, _THEIRS): Route(((1, 45), (1, 64), (4, 64)), (2, 46), (3, 54)),
    (_IDLE, _OPEN): Route(((3, 38), (7, 38)), (4, 40), (5, 40)),
    (_OURS, _REMOTE): Route(((8, 8), (11, 8)), (9, 10), (10, 10)),
    (_THEIRS, _LOCAL): Route(((8, 70), (11, 70)), (9, 57), (10, 60)),
    (_OPEN, _REMOTE): Route(((9, 32), (9, 25), (11, 25)), (8, 17), (11, 27)),
    (_OPEN, _LOCAL): Route(((9, 45), (9, 53), (11, 53)), (8, 46), (11, 42)),
    (_OPEN, _CLOSED): Route(((11, 38), (15, 38)), (13, 39), (14, 40)),
    (_REMOTE, _CLOSED): Route(((15, 12), (17, 12), (17, 32)), (15, 14), (15, 29)),
    (_LOCAL, _CLOSED): Route(((15, 66), (17, 66), (17, 45)), (15, 50), (15, 41)),
    (_OURS, _CLOSED): Route(((6, 4), (6, 2), (18, 2), (18, 32)), (19, 4), (19, 15)),
    (_THEIRS, _CLOSED): Route(((6, 74), (6, 75), (18, 75), (18, 45)), (19, 64), (19, 55)),
}

_WORDS = {StreamInput.RESERVE: "PUSH_PROMISE"}
_WAYS = {Direction.SENT: "send", Direction.RECEIVED: "recv"}
DIRECTION_ROLES = {Direction.SENT: Role.SENT, Direction.RECEIVED: Role.RECEIVED}


@lru_cache(maxsize=1)
def edges() -> Mapping[Edge, tuple[str, ...]]:
    """Every step of the model's table that changes a state: its labels, as in the RFC's figure.

    A label without "send" or "recv" is for either.
    """
    found: dict[Edge, dict[StreamInput, set[Direction]]] = {}
    for direction, states in TABLE.items():
        for state, row in states.items():
            for what, made in row.items():
                if made.fault is None and made.state is not state:
                    ways = found.setdefault((state, made.state), {})
                    ways.setdefault(what, set()).add(direction)
    return {
        edge: tuple(sorted((_label(*way) for way in ways.items()), key=_either_last))
        for edge, ways in found.items()
    }


def _either_last(label: str) -> bool:
    return " " not in label


def _label(what: StreamInput, directions: set[Direction]) -> str:
    word = _WORDS.get(what, what.value)
    if len(directions) > 1:
        return word
    return f"{_WAYS[next(iter(directions))]} {word}"


def figure(passages: Sequence[Passage], current: StreamState | None) -> Text:
    """The figure: `current` in a double box, the steps taken with the numbers of their records."""
    canvas = _Canvas()
    taken = {(one.before, one.after): one for one in passages if one.moved}
    been = {state for edge in taken for state in edge} | ({current} if current else set())
    for edge, labels in edges().items():
        if edge in ROUTES:
            canvas.edge(ROUTES[edge], labels, taken.get(edge))
    for state, box in BOXES.items():
        canvas.box(box, STATE_NAMES[state], state is current, state in been)
    return canvas.lines() + _unrouted(taken)


def _unrouted(taken: Mapping[Edge, Passage]) -> Text:
    """Steps that have no line in the figure."""
    lines: Text = []
    for edge, labels in edges().items():
        if edge in ROUTES:
            continue
        passage = taken.get(edge)
        number = f"  #{passage.record}" if passage is not None else ""
        names = f"{STATE_NAMES[edge[0]]} to {STATE_NAMES[edge[1]]}"
        lines.append(sentence(f"  also: {names}: {', '.join(labels)}{number}", Role.DIM))
    return lines


class _Canvas:
    """Cells of a character and a role."""

    def __init__(self) -> None:
        self.cells = [[(" ", Role.PLAIN)] * WIDTH for _ in range(HEIGHT)]

    def write(self, spot: Spot, text: str, role: Role) -> None:
        row, column = spot
        for offset, character in enumerate(text[: WIDTH - column]):
            self.cells[row][column + offset] = character, role

    def box(self, box: Box, name: str, current: bool, been: bool) -> None:
        role = Role.STRONG if current else Role.NAME if been else Role.DIM
        corners, across, down = ("╔╗╚╝", "═", "║") if current else ("┌┐└┘", "─", "│")
        inner = box.width - 2
        self.write((box.row, box.column), corners[0] + across * inner + corners[1], role)
        for row in range(box.row + 1, box.row + box.height - 1):
            text = name if row == box.row + 1 else ""
            self.write((row, box.column), f"{down}{text:^{inner}}{down}", role)
        last = box.row + box.height - 1
        self.write((last, box.column), corners[2] + across * inner + corners[3], role)

    def edge(self, route: Route, labels: Sequence[str], passage: Passage | None) -> None:
        role = Role.DIM if passage is None else DIRECTION_ROLES[passage.direction]
        for start, end in zip(route.points, route.points[1:], strict=False):
            self._straight(start, end, role)
        for before, corner, after in zip(
            route.points, route.points[1:], route.points[2:], strict=False
        ):
            self.write(corner, _corner(before, corner, after), role)
        self.write(route.points[-1], _head(route.points[-2], route.points[-1]), role)
        row, column = route.label
        for offset, label in enumerate(labels):
            self.write((row + offset, column), label, role)
        if passage is not None:
            self.write(route.number, f"#{passage.record}"[:9], Role.STRONG)

    def _straight(self, start: Spot, end: Spot, role: Role) -> None:
        if start[0] == end[0]:
            left, right = sorted((start[1], end[1]))
            self.write((start[0], left), "─" * (right - left + 1), role)
        else:
            for row in range(min(start[0], end[0]), max(start[0], end[0]) + 1):
                self.write((row, start[1]), "│", role)

    def lines(self) -> Text:
        return [_line(row) for row in self.cells]


def _corner(before: Spot, corner: Spot, after: Spot) -> str:
    """The character where a line turns."""
    others = (before, after)
    up = any(spot[0] < corner[0] for spot in others)
    left = any(spot[1] < corner[1] for spot in others)
    return {(True, True): "┘", (True, False): "└", (False, True): "┐", (False, False): "┌"}[
        up, left
    ]


def _head(before: Spot, end: Spot) -> str:
    if before[1] == end[1]:
        return "v"
    return ">" if before[1] < end[1] else "<"


def _line(row: Sequence[tuple[str, Role]]) -> Line:
    """Cells, at least one, those of one role in one span; nothing at the end."""
    spans: list[Span] = []
    for character, role in row:
        if spans and (spans[-1].role is role or character == " "):
            spans[-1] = spans[-1]._replace(text=spans[-1].text + character)
        else:
            spans.append(Span(character, role))
    spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    return tuple(span for span in spans if span.text)
