"""Results as stories on standard output: what `h2craft check --explain` tells. Runs nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.check import explained
from h2craft.cli.errors import Failure
from h2craft.cli.output import coloured, terminal_width
from h2craft.explain import Line, Role
from h2craft.model import Board, Reading
from h2craft.trace import Cursor, TraceError, TraceReader

if TYPE_CHECKING:
    from h2craft.check import CaseResult

WIDEST = 120
USUAL = 100

_STYLES: Mapping[Role, Mapping[str, Any]] = {
    Role.HEAD: {"bold": True},
    Role.DIM: {"dim": True},
    Role.GOOD: {"fg": "green"},
    Role.ERROR: {"fg": "red"},
    Role.WARNING: {"fg": "yellow"},
    Role.NOTE: {"fg": "magenta"},
    Role.SENT: {"fg": "cyan"},
    Role.RECEIVED: {"fg": "green"},
    Role.VALUE: {"fg": "cyan"},
}


def tell(results: Sequence[CaseResult], words: Sequence[str], given: Mapping[str, Any]) -> None:
    """Each result, an empty line between two. `words` are the client's, as they were given."""
    colour = coloured(given["color"])
    width = min(terminal_width() or USUAL, WIDEST)
    for number, result in enumerate(results):
        if number:
            click.echo()
        for line in explained(result, list(_readings(result.trace)), words=words, width=width):
            click.echo(_styled(line) if colour else "".join(span.text for span in line))
    sys.stdout.flush()


def _styled(line: Line) -> str:
    return "".join(click.style(span.text, **_STYLES.get(span.role, {})) for span in line)


def _readings(trace: Path | None) -> Iterator[Reading]:
    """The records of a run, understood; none where they were not kept."""
    if trace is None:
        return
    board = Board()
    try:
        with TraceReader(trace) as reader:
            cursor = Cursor(reader)
            while records := cursor.read():
                yield from map(board.fold, records)
    except TraceError as error:
        raise Failure(str(error)) from error
