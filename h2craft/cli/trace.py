"""`h2craft trace`: reads a trace file back. Knows files and the pure rooms, no engine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from h2craft.cli.errors import Failure
from h2craft.cli.output import (
    FILTER_EXAMPLES,
    coloured,
    compiled,
    shown_options,
    terminal_width,
)

if TYPE_CHECKING:
    from h2craft.model import Reading
    from h2craft.trace import TraceReader

PAGE = 1000  # records read at once: this, and not the file, is in memory
FOLLOW_SECONDS = 0.2


@click.command(
    epilog=f"""\b
Examples:
  h2craft trace run.h2trace
  h2craft trace run.h2trace --filter 'finding: or type:GOAWAY'
  h2craft trace run.h2trace --filter 'conn:2 stream:1' --hex
  h2craft trace run.h2trace --json | jq -r 'select(.frame.type == "DATA") | .frame.length'
  h2craft trace run.h2trace --stats
  h2craft trace run.h2trace --follow

{FILTER_EXAMPLES}
\b
Exit status: 0 also for a file that is cut off (a note on standard error says at which byte),
1 for a file that cannot be read.
"""
)
@click.argument("file", type=click.Path(path_type=Path))
@shown_options
@click.option("--hex", "as_hex", is_flag=True, help="The octets below each line.")
@click.option("--stats", is_flag=True, help="Counts instead of lines.")
@click.option("--follow", is_flag=True, help="Go on while the file grows, until Ctrl-C.")
def trace(
    file: Path,
    filter_text: str,
    as_json: bool,
    color: str,
    as_hex: bool,
    stats: bool,
    follow: bool,
) -> None:
    """Read the trace FILE that `h2craft serve --trace` wrote.

    FILE may have been cut off in the middle of a write, or still be growing. Reading a trace
    never executes anything.
    """
    wanted = compiled(filter_text)
    if stats and (follow or as_hex or as_json):
        raise click.UsageError("--stats goes with --filter only")
    if as_hex and as_json:
        raise click.UsageError("--hex and --json exclude each other: JSON has the octets anyway")
    reader = _open(file)
    try:
        readings = (reading for reading in _readings(reader, follow) if wanted.matches(reading))
        if stats:
            _print_stats(readings)
        else:
            _print_lines(readings, _render(as_json, as_hex, color))
    except KeyboardInterrupt:
        if not follow:
            raise
    except OSError as error:
        from h2craft.cli.errors import broken_pipe, reason

        if broken_pipe(error):
            raise
        raise Failure(f"cannot read {file}: {reason(error)}") from error
    finally:
        damage = reader.damage
        reader.close()
    if damage:
        click.echo(f"h2craft: note: {file}: {damage}", err=True)


def _open(file: Path) -> TraceReader:
    from h2craft.trace import TraceError, TraceReader

    try:
        return TraceReader(file)
    except TraceError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        from h2craft.cli.errors import reason

        raise Failure(f"cannot read {file}: {reason(error)}") from error


def _readings(reader: TraceReader, follow: bool) -> Iterator[Reading]:
    from h2craft.report import Folder

    fold = Folder()
    after = 0
    while True:
        records = reader.read(after, PAGE)
        for record in records:
            yield fold(record)
        if records:
            after = records[-1].seq
        elif not follow:
            return
        else:
            sys.stdout.flush()
            time.sleep(FOLLOW_SECONDS)
            reader.refresh()


def _render(as_json: bool, as_hex: bool, color: str) -> Callable[[Reading], list[str]]:
    from h2craft.cli.log import json_render, text_render

    if as_json:
        return json_render
    text = text_render(terminal_width(), coloured(color))
    if not as_hex:
        return text
    from h2craft.wire import hex_dump

    def with_octets(reading: Reading) -> list[str]:
        return [*text(reading), *(f"{'':14}{line}" for line in hex_dump(reading.record.octets))]

    return with_octets


def _print_lines(readings: Iterator[Reading], render: Callable[[Reading], list[str]]) -> None:
    write = sys.stdout.write
    for reading in readings:
        for line in render(reading):
            write(line + "\n")
    sys.stdout.flush()


def _print_stats(readings: Iterator[Reading]) -> None:
    from h2craft.report import Stats

    counted = Stats()
    for reading in readings:
        counted.add(reading)
    sys.stdout.write("\n".join(counted.lines()) + "\n")
