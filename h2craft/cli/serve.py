"""`h2craft serve`: its options, and what they mean to the library face. Knows no socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from h2craft.cli.options import (
    BEHAVIOUR,
    CONTROL,
    KEEP_TLS,
    LIMITS,
    LISTENING,
    TRACE,
    check,
    options,
    scripts,
    setup_of,
)
from h2craft.cli.output import FILTER_EXAMPLES, compiled, shown_options
from h2craft.cli.recording import RECORD, RECORDING, recording_of

READ_MIB, UNREAD_MIB = 64, 4


@click.command(
    short_help="Serve handler scripts and files, and show every frame.",
    epilog=f"""\b
Examples:
  h2craft serve
  h2craft serve handlers/ --port 0 --no-h2c
  h2craft serve handlers/ --script '/api/*=handlers/api.py'
  h2craft serve handlers/ --filter 'conn:1 not type:WINDOW_UPDATE'
  h2craft serve handlers/ --trace run.h2trace --quiet
  h2craft serve handlers/ --record done.py
  h2craft serve handlers/ --json | jq -r 'select(.findings) | .summary'
  h2craft serve handlers/ --settings INITIAL_WINDOW_SIZE=0 --max-streams 1
  h2craft serve handlers/ --host localhost --host ::1

{FILTER_EXAMPLES}
\b
On standard error: 'listening URL' for each listener, then 'ready'.
Exit status: 0 ended by Ctrl-C, SIGTERM or SIGHUP, 1 cannot go on, 2 wrong usage.
""",
)
@click.argument("root", required=False, type=click.Path(path_type=Path))
@options(*LISTENING, scripts("--script", "--attach"), TRACE, KEEP_TLS, *CONTROL)
@shown_options
@click.option("--quiet", is_flag=True, help="No frame log.")
@options(RECORD, *RECORDING)
@options(*BEHAVIOUR)
@click.option(
    "--keep",
    type=click.IntRange(1, 1 << 20),
    metavar="MIB",
    help="Memory for the journal; older records go to disk. 64 by default; with --quiet and no "
    "--trace or --record, where nobody reads them, 4 (16 once somebody attaches), and older ones "
    "are dropped.",
)
@LIMITS
@click.option("--no-journal", is_flag=True, hidden=True)
@click.pass_context
def serve(context: click.Context, /, root: Path | None, **given: Any) -> None:
    """Serve the handler scripts and files below ROOT, and show every frame.

    ROOT may be a single script; it then answers every path. Without ROOT a welcome page is
    served. Scripts run with your rights.
    """
    if given["no_journal"] and given["trace_file"]:
        raise click.UsageError("--no-journal and --trace exclude each other")
    if given["no_journal"] and given["record"]:
        raise click.UsageError("--no-journal and --record exclude each other")
    recording = recording_of(context, given)
    check(root, given)
    unread = given["quiet"] and given["trace_file"] is None and recording is None
    # A short memory stays in the processor's cache: a long one costs a tenth of the throughput.
    given["keep"] = given["keep"] or (UNREAD_MIB if unread else READ_MIB)
    setup = setup_of(root, given, spill=not unread, journal=not given["no_journal"])
    wanted = compiled(given["filter_text"])
    from h2craft.cli.server import run

    run(
        setup,
        given,
        wanted=None if given["quiet"] or given["no_journal"] else wanted,
        as_json=given["as_json"],
        color=given["color"],
        recording=recording,
    )
