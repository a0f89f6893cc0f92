"""`h2craft trace`: reads a trace file back. Knows files and the pure rooms, no engine."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure, broken_pipe, silence_stdout
from h2craft.cli.exporting import EXPORT, FORMATS_HELP, export_trace, exporting_of
from h2craft.cli.opened import KEYLOG, notes_of, open_trace
from h2craft.cli.options import options
from h2craft.cli.output import (
    FILTER_EXAMPLES,
    coloured,
    compiled,
    shown_options,
    terminal_width,
)
from h2craft.cli.process import spare_the_collector
from h2craft.cli.readthrough import ReadThrough
from h2craft.cli.recorded import RANGE, range_of
from h2craft.cli.recorded import record as record_trace
from h2craft.cli.recording import RECORD, RECORDING, recording_of

if TYPE_CHECKING:
    from h2craft.cli.log import Render
    from h2craft.filter import Filter
    from h2craft.model import Reading


@click.command(
    epilog=f"""\b
Examples:
  h2craft trace run.h2trace
  h2craft trace run.h2trace --filter 'finding: or type:GOAWAY'
  h2craft trace run.h2trace --filter 'conn:2 stream:1' --hex
  h2craft trace run.h2trace --json | jq -r 'select(.frame.type == "DATA") | .frame.length'
  h2craft trace run.h2trace --stats
  h2craft trace run.h2trace --follow
  h2craft trace run.h2trace --record done.py
  h2craft trace run.h2trace --record done.py --filter conn:2 --from 100 --to 250
  h2craft trace run.h2trace --record - | less
  h2craft trace run.h2trace --export har -o run.har
  h2craft trace run.h2trace --export pcapng -o run.pcapng --filter conn:2
  h2craft trace run.h2trace --export curl --filter 'path:/x'
  h2craft trace run.h2trace --export bundle -o report.zip
  h2craft trace theirs.pcapng --keylog keys.log

{FORMATS_HELP}
{FILTER_EXAMPLES}
\b
Exit status: 0 also for a file that is cut off (a note on standard error says at which byte),
1 for a file that cannot be read, or in which there is nothing to record or to export.
"""
)
@click.argument("file", type=click.Path(path_type=Path))
@shown_options
@click.option("--hex", "as_hex", is_flag=True, help="The octets below each line.")
@click.option("--stats", is_flag=True, help="Counts instead of lines.")
@click.option("--follow", is_flag=True, help="Go on while the file grows, until Ctrl-C.")
@options(KEYLOG, *EXPORT, RECORD, *RANGE, *RECORDING)
@click.pass_context
def trace(
    context: click.Context,
    /,
    file: Path,
    filter_text: str,
    as_json: bool,
    color: str,
    as_hex: bool,
    stats: bool,
    follow: bool,
    **given: Any,
) -> None:
    """Read the trace FILE that `h2craft serve --trace` wrote.

    FILE may have been cut off in the middle of a write, or still be growing. Reading a trace
    never executes anything. With --record, what was done is written as a handler script, and
    nothing else is shown; --filter then says which requests and which acts.

    FILE may also be a capture of packets, pcapng or pcap, which tshark reads. What TLS carried is
    shown where its secrets are in the capture, or in the KEYS of --keylog.

    With --export, what matches is written in a form other tools open. Captures, trace files and
    bundles hold the connections concerned from their beginning; har and curl hold whole requests
    with their responses. Secrets are masked, octet for octet as long, unless --secrets is given:
    the values of authorization, cookie and set-cookie, and in a bundle all contents. pcapng alone
    is never masked, as it holds the keys.
    """
    wanted = compiled(filter_text)
    exporting = exporting_of(context, given)
    shown = stats or follow or as_hex or as_json
    if exporting is not None and (shown or given["record"] is not None):
        raise click.UsageError("--export goes with --filter, --from, --to, --marked, -o, --secrets")
    if stats and (follow or as_hex or as_json):
        raise click.UsageError("--stats goes with --filter only")
    if as_hex and as_json:
        raise click.UsageError("--hex and --json exclude each other: JSON has the octets anyway")
    if given["record"] is not None and shown:
        raise click.UsageError("--record goes with --filter, and with what says how to record")
    recording = recording_of(context, given, exporting=exporting is not None, piped=True)
    if recording is not None and file.exists() and recording.replaces(file):
        raise Failure(f"{recording.path} is the trace itself")
    if exporting is not None and file.exists() and exporting.replaces(file):
        raise Failure(f"{exporting.path} is the trace itself")
    chosen = range_of(given, taken=recording is not None or exporting is not None)
    reader = open_trace(file, keylog=given.pop("keylog"), follow=follow)
    try:
        if exporting is not None:
            export_trace(file, reader, exporting, wanted if filter_text else None, chosen)
        elif recording is not None:
            record_trace(file, reader, recording, wanted if filter_text else None, chosen)
        elif stats:
            _print_stats(ReadThrough(file, reader, wanted, without=_uncounted(wanted)))
        else:
            passing = ReadThrough(file, reader, wanted, follow=follow, silent=_piped())
            _print_lines(passing, _render(as_json, as_hex, color, wanted))
    except KeyboardInterrupt:
        if not follow:
            raise
    except OSError as error:
        if not broken_pipe(error):
            raise
        silence_stdout()
        return
    finally:
        damage = reader.damage
        reader.close()
    for note in (*filter(None, [damage]), *notes_of(reader)):
        click.echo(f"h2craft: note: {file}: {note}", err=True)


def _render(as_json: bool, as_hex: bool, color: str, wanted: Filter) -> Render:
    from h2craft.cli.log import json_render, text_render
    from h2craft.report import QUIET

    if as_json:
        return json_render
    text = text_render(terminal_width, coloured(color), quiet=QUIET - wanted.kinds)
    if not as_hex:
        return text
    from h2craft.wire import hex_dump

    def with_octets(readings: list[Reading]) -> list[str]:
        lines: list[str] = []
        for reading in readings:
            told = text([reading])
            if not told:
                continue
            lines += told
            lines += (f"{'':14}{line}" for line in hex_dump(reading.record.octets))
        return lines

    return with_octets


def _print_lines(passing: ReadThrough, render: Render) -> None:
    def write(readings: list[Reading]) -> None:
        if lines := render(readings):
            sys.stdout.write("\n".join(lines) + "\n")

    spare_the_collector()
    passing.run(write)
    sys.stdout.flush()


def _piped() -> bool:
    """Whoever reads the lines may have the terminal to itself, as a pager has."""
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # no file at all
        return True


def _print_stats(passing: ReadThrough) -> None:
    """Who interrupts it has what was counted by then."""
    from h2craft.report import Stats

    spare_the_collector()
    counted = Stats()

    def count(readings: list[Reading]) -> None:
        for reading in readings:
            counted.add(reading)

    try:
        passing.run(count)
    except KeyboardInterrupt:
        sys.stdout.write("\n".join(counted.lines()) + "\n")
        raise
    sys.stdout.write("\n".join(counted.lines()) + "\n")


def _uncounted(wanted: Filter) -> Container[int]:
    """Kinds whose details need not be read; a filter may ask for any."""
    from h2craft.report import UNTOLD

    return () if wanted.text.strip() else UNTOLD
