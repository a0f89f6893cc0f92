"""`h2craft ps`: the engines that run, as a table or as JSON. Knows the control room's list of them.

What an engine says of itself is printed only after the escaper.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure
from h2craft.cli.output import terminal_width

if TYPE_CHECKING:
    from h2craft.control import Entry

HEADS = ("NAME", "PID", "UP", "LISTENING", "ROOT", "CONNECTIONS", "RECORDS", "FRONT-ENDS")
GIVING = (4, 3, 7, 0)  # the columns that are cut where the terminal is narrow, the first most
NUMBERS = frozenset((1, 5, 6))
LEAST = 8  # columns that are left of them
BETWEEN = "  "
UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))

Row = tuple[str, ...]


@click.command(
    short_help="List the engines that run.",
    epilog="""\b
Examples:
  h2craft ps
  h2craft ps --json | jq -r .name

\b
Exit status: 0 also where none runs, 1 where that cannot be said.
""",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def ps(as_json: bool) -> None:
    """List the engines that run: every `h2craft`, `serve` and `repl` that can be attached to.

    Engines of other users, and those with --no-control, are not seen.
    """
    from h2craft.control import ControlError, engines

    try:
        found = sorted(engines(), key=lambda one: one.name)
    except ControlError as error:
        raise Failure(str(error)) from error
    if as_json:
        for one in found:
            click.echo(json.dumps(as_object(one), separators=(",", ":")))
    elif found:
        now = datetime.now(UTC)
        for line in table([row(one, now) for one in found], terminal_width()):
            click.echo(line)
    else:
        click.echo("no engine runs; start one: h2craft serve, or h2craft", err=True)


def as_object(entry: Entry) -> dict[str, Any]:
    """An engine for programs; little is known of one whose `trouble` says it does not answer."""
    from h2craft.control import to_json

    about = to_json(entry.about) if entry.about is not None else {}
    about.pop("live", None)
    return {
        **about,
        "name": entry.name,
        "pid": entry.pid,
        "socket": str(entry.path),
        "connections": entry.connections,
        "records": entry.last,
        "fronts": fronts(entry),
        "trouble": entry.trouble,
    }


def row(entry: Entry, now: datetime) -> Row:
    """An engine's cells; `now` is an aware time."""
    from h2craft.wire import escape

    name, pid = escape(entry.name), str(entry.pid or "?")
    if entry.about is None or entry.trouble:
        return (name, pid, "", escape(entry.trouble or "does not answer"), "", "", "", "")
    about = entry.about
    return (
        name,
        pid,
        uptime(about.started, now),
        escape(" ".join(about.urls)),
        escape(about.root) or ("(client)" if about.role == "client" else "(welcome page)"),
        f"{entry.connections:,}",
        f"{entry.last:,}",
        escape(" ".join(fronts(entry))) or "-",
    )


def fronts(entry: Entry) -> list[str]:
    """Who is attached, but for whoever asks."""
    return [one for one in entry.fronts if one != "ps"]


def uptime(started: str, now: datetime) -> str:
    """How long ago that was, in its largest unit; "?" for what is no time."""
    try:
        seconds = max(0, int((now - datetime.fromisoformat(started)).total_seconds()))
    except (ValueError, TypeError):
        return "?"
    return next(
        (f"{seconds // one} {unit}" for one, unit in UNITS if seconds >= one), f"{seconds} s"
    )


def table(rows: Sequence[Row], width: int | None) -> list[str]:
    """The rows below their heads, aligned, and cut to `width` columns; None for no bound."""
    from h2craft.wire import elide

    cells = [HEADS, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if width is not None:
        _fit(widths, width)
    lines = (
        BETWEEN.join(_cell(*one) for one in zip(line, widths, range(len(line)), strict=True))
        for line in cells
    )
    return [elide(line.rstrip(), width) if width else line.rstrip() for line in lines]


def _fit(widths: list[int], width: int) -> None:
    for column in GIVING:
        over = sum(widths) + len(BETWEEN) * (len(widths) - 1) - width
        if over > 0:
            widths[column] = max(min(LEAST, widths[column]), widths[column] - over)


def _cell(text: str, width: int, column: int) -> str:
    from h2craft.wire import elide

    text = elide(text, width)
    return text.rjust(width) if column in NUMBERS else text.ljust(width)
