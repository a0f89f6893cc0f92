"""The octets of a frame, sixteen a line, each part in its role. Knows layouts, no screen.

Lines are made on demand: a frame of 16 MiB has a million of them, of which one page is looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from h2craft.explain.layout import Part, layout
from h2craft.explain.text import Line, Role, Span, Text
from h2craft.wire import Frame

ROW = 16
PAGE = 256  # lines, where nobody says how many


def hex_line_count(frame: Frame) -> int:
    """How many lines `hex_lines` has for the whole frame."""
    return -(-len(frame.octets) // ROW)


def hex_line_of(octet: int) -> int:
    """The line that shows this octet of a frame."""
    return octet // ROW


def hex_lines(
    frame: Frame,
    lit: tuple[int, int] | None = None,
    first_line: int = 0,
    count: int = PAGE,
) -> Text:
    """Lines "0010  68 65 6c 6c 6f  |hello|"; octets `lit` (from, to) are STRONG.

    A span is octets of one part, and its `at` is that part's range in the frame.
    """
    return _lines(frame.octets, _leaves(frame), lit, first_line, count)


def octet_lines(
    octets: bytes, lit: tuple[int, int] | None = None, first_line: int = 0, count: int = PAGE
) -> Text:
    """The same for octets that are no frame."""
    whole = Part(0, len(octets), "Octets", "", role=Role.OCTETS)
    return _lines(octets, [whole] if octets else [], lit, first_line, count)


def _leaves(frame: Frame) -> list[Part]:
    """Parts that cover the frame once: those of whole octets, the outer ones."""
    leaves: list[Part] = []
    for part in layout(frame):
        if part.depth or part.end <= part.start:
            continue
        if leaves and leaves[-1].start == part.start:  # bits of the same octets
            worse = leaves[-1].role if leaves[-1].role is Role.WARNING else part.role
            leaves[-1] = part._replace(role=worse)
        else:
            leaves.append(part)
    return leaves


def _lines(
    octets: bytes,
    leaves: list[Part],
    lit: tuple[int, int] | None,
    first_line: int,
    count: int,
) -> Text:
    digits = 4 if len(octets) <= 0x1_0000 else 8
    first = max(first_line, 0)
    starts = [part.start for part in leaves]
    lines: Text = []
    for at in range(first * ROW, min((first + max(count, 0)) * ROW, len(octets)), ROW):
        row = octets[at : at + ROW]
        runs = list(_runs(at, at + len(row), leaves, starts, lit))
        lines.append(_line(at, row, runs, digits))
    return lines


_Run = tuple[int, int, Role, tuple[int, int] | None]


def _runs(
    start: int, end: int, leaves: list[Part], starts: list[int], lit: tuple[int, int] | None
) -> Iterator[_Run]:
    """Pieces of a row of one role each."""
    edges = {start, end}
    if lit is not None:
        edges |= {edge for edge in lit if start < edge < end}
    number = max(bisect_right(starts, start) - 1, 0)
    while number < len(leaves) and leaves[number].start < end:
        edges |= {edge for edge in leaves[number].at if start < edge < end}
        number += 1
    marks = sorted(edges)
    for begin, stop in zip(marks, marks[1:], strict=False):
        at = bisect_right(starts, begin) - 1
        part = leaves[at] if at >= 0 else None
        role = Role.OCTETS if part is None else part.role
        if lit is not None and lit[0] <= begin < lit[1]:
            role = Role.STRONG
        yield begin, stop, role, None if part is None else part.at


def _line(at: int, row: bytes, runs: list[_Run], digits: int) -> Line:
    spans = [Span(f"{at:0{digits}x}  ", Role.DIM)]
    for begin, stop, role, where in runs:
        gap = " " if begin > at else ""
        if gap:
            spans.append(Span(gap))
        spans.append(Span(row[begin - at : stop - at].hex(" "), role, where))
    spans.append(Span(" " * (3 * (ROW - len(row))) + "  |", Role.DIM))
    for begin, stop, role, where in runs:
        text = "".join(
            chr(octet) if 0x20 <= octet < 0x7F else "." for octet in row[begin - at : stop - at]
        )
        spans.append(Span(text, role, where))
    spans.append(Span("|", Role.DIM))
    return tuple(spans)
