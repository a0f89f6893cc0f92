"""Rows of the frame list as lines of text, for a pager. Knows rows, no width and no screen."""

from __future__ import annotations

from collections.abc import Iterable

from h2craft.reader import Row


def row_lines(rows: Iterable[Row]) -> list[str]:
    """A line each, in columns: number, seconds, connection, direction, stream, frame, what it says.

    What is in a row has passed `wire.escape`.
    """
    return [_line(row).rstrip() for row in rows]


def _line(row: Row) -> str:
    connection = str(row.connection or "-")
    stream = str(row.stream_id) if row.stream_id or row.type_name else ""
    head = f"{row.seq:>7} {row.at:>10.4f} {connection:>4} {row.mark:<3} {stream:>5} "
    if row.type_name:
        flags = ",".join(row.flags) or "-"
        length = "" if row.length is None else row.length
        head += f"{row.type_name:<13} {flags:<22} {length:>6} "
    return "  ".join(part for part in (head + row.summary, row.finding) if part)
