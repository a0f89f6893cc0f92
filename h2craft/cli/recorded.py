"""A recording made of a saved trace. Knows trace files, the recorder and a file; no engine.

Twice through the trace, page by page: once to fold and record, and once where acts are loaded again
as the script is written. Neither is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure, reason
from h2craft.cli.recording import NOTHING, OUTPUT, Recording, told

if TYPE_CHECKING:
    from h2craft.filter import Filter
    from h2craft.scenario import Captured, Recorder
    from h2craft.trace import Record, TraceReader

PAGE = 1000
LAST = (1 << 63) - 1

RANGE = (
    click.option(
        "--from",
        "first",
        type=click.IntRange(1),
        metavar="SEQ",
        help="Take records from this one on.",
    ),
    click.option(
        "--to", "last", type=click.IntRange(1), metavar="SEQ", help="Take records up to this one."
    ),
    click.option(
        "--marked", is_flag=True, help="Take records from the first that is marked to the last."
    ),
)
"""Which part of a trace is recorded or exported."""


def range_of(given: dict[str, Any], *, taken: bool) -> tuple[int, int]:
    """The first and the last record, with `--marked` as (0, 0). Taken out of `given`.

    `taken`: something is made of them, so that a range may be given.
    """
    first, last, marked = given.pop("first"), given.pop("last"), given.pop("marked")
    if not taken and (first or last or marked):
        raise click.UsageError("--from, --to and --marked go with --record and --export only")
    if marked and (first or last):
        raise click.UsageError("--marked excludes --from and --to")
    if first and last and first > last:
        raise click.UsageError(f"--from {first} is after --to {last}")
    return (0, 0) if marked else (first or 1, last or LAST)


def record(
    file: Path,
    reader: TraceReader,
    recording: Recording,
    wanted: Filter | None,
    chosen: tuple[int, int],
) -> None:
    """Write the recording and say what is in it. Failure where there is nothing to record.

    What follows damage is left alone: what was done in between nobody knows.
    """
    from h2craft.scenario import Captured, ScenarioError, loading

    recorder, captured = recording.recorder(wanted=wanted), Captured(reader)
    try:
        _take(reader, recorder, captured, chosen if chosen[0] else marked_in(file, reader))
    except OSError as error:
        raise Failure(f"cannot read {file}: {reason(error)}") from error
    if not len(recorder):
        _note_damage(file, reader)
        target = f": {recording.path} is not written" if recording.path != OUTPUT else ""
        raise Failure(f"{file}: {NOTHING}{target}")
    started = str(reader.header.get("started", ""))
    try:
        load = captured.load if captured else loading(reader)
        recording.write(recorder, load, started=started)
    except ScenarioError as error:
        raise Failure(f"cannot write {recording.path}: {error}") from error
    except OSError as error:
        raise Failure(f"cannot write {recording.path}: {reason(error)}") from error
    click.echo(f"h2craft: {told(recorder, recording.path)}", err=True)


def _note_damage(file: Path, reader: TraceReader) -> None:
    if reader.damage:
        click.echo(f"h2craft: note: {file}: {reader.damage}", err=True)


def _take(
    reader: TraceReader, recorder: Recorder, captured: Captured, chosen: tuple[int, int]
) -> None:
    """Fold every record and have it recorded, up to the damage if there is any."""
    from h2craft.model import Board

    board, before = Board(), 0
    for one in _records(reader):
        if before and one.seq != before + 1:
            if reader.damage:
                return
            board = Board()  # records are missing: what it knew no longer holds
        before = one.seq
        recorder.on = chosen[0] <= one.seq <= chosen[1]
        for reading in captured.played(board.fold(one)):
            recorder.take(reading)


def _records(reader: TraceReader) -> Iterator[Record]:
    after = 0
    while found := reader.read(after, PAGE):
        after = found[-1].seq
        yield from found


def marked_in(file: Path, reader: TraceReader) -> tuple[int, int]:
    """The first and the last record that is marked, in the trace or in the notes beside it."""
    from h2craft.client import open_saved
    from h2craft.trace import Kind

    marks: dict[int, bool] = {}
    for one in _records(reader):
        if one.kind == Kind.COMMENTED and isinstance(one.detail, dict):
            marks[one.cause or one.seq] = bool(one.detail.get("marked", True))
    beside = open_saved(reader)  # left open, as the reader is
    marks |= {seq: text is not None for seq, text in beside.comments().items()}
    seqs = [seq for seq, is_marked in marks.items() if is_marked]
    if not seqs:
        raise Failure(f"{file}: nothing is marked")
    return min(seqs), max(seqs)
