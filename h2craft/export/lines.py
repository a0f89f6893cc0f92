"""A selection line by line: JSON, a ladder in characters, a Mermaid diagram. Knows no octets."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator

from h2craft.explain import Ladder, plain
from h2craft.export.selection import Selection
from h2craft.model import Reading
from h2craft.report import reading_to_json

LADDER_WIDTH = 120


def jsonl(selection: Selection) -> Iterator[bytes]:
    """An object a line, with the keys that `report.reading_to_json` has."""
    for reading in selection.readings():
        text = json.dumps(reading_to_json(reading), separators=(",", ":"), default=repr)
        yield text.encode("ascii") + b"\n"


def ladder(selection: Selection) -> Iterator[bytes]:
    """A ladder for each connection, in the order they came up; a line with its number above."""
    before = ""
    for number, readings in _by_connection(selection).items():
        drawn = Ladder(readings, selection.role)
        if drawn.rows:
            yield f"{before}connection {number}\n{plain(drawn.text(LADDER_WIDTH))}\n".encode()
            before = "\n"


def mermaid(selection: Selection) -> Iterator[bytes]:
    """One diagram. Several connections have a box each, and their frames are in order of time."""
    drawn = {
        number: Ladder(readings, selection.role)
        for number, readings in _by_connection(selection).items()
    }
    drawn = {number: one for number, one in drawn.items() if one.rows}
    if len(drawn) == 1:
        yield from (one.mermaid().encode() for one in drawn.values())
        return
    yield b"sequenceDiagram\n"
    for number in drawn:
        yield f"    box connection {number}\n".encode()
        for end, name in (("C", "client"), ("S", "server")):
            yield f"    participant {end}{number} as {name} {number}\n".encode()
        yield b"    end\n"
    for _, arrow in heapq.merge(*(one.arrows(str(number)) for number, one in drawn.items())):
        yield f"    {arrow}\n".encode()


def _by_connection(selection: Selection) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = {}
    for reading in selection.readings():
        if reading.record.connection:
            found.setdefault(reading.record.connection, []).append(reading)
    return found
