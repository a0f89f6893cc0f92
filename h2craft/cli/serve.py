"""`h2craft serve`: its options, and what they mean to the library face. Knows no socket."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure
from h2craft.cli.output import FILTER_EXAMPLES, compiled, shown_options
from h2craft.cli.params import AttachType, LimitType, SettingType

if TYPE_CHECKING:
    from h2craft.engine import EngineOptions
    from h2craft.setup import Setup

PORT, H2C_PORT = 8443, 8080
LARGEST_WINDOW = (1 << 31) - 1
WINDOW = click.IntRange(0, LARGEST_WINDOW)
CONNECTION_WINDOW = click.IntRange(65_535, LARGEST_WINDOW)
TCP_PORT = click.IntRange(0, 65_535)

READ_MIB, UNREAD_MIB = 64, 4


@click.command(
    short_help="Serve handler scripts and files, and show every frame.",
    epilog=f"""\b
Examples:
  h2craft serve
  h2craft serve handlers/ --port 0 --no-h2c
  h2craft serve handlers/ --attach '/api/*=handlers/api.py'
  h2craft serve handlers/ --filter 'conn:1 not type:WINDOW_UPDATE'
  h2craft serve handlers/ --trace run.h2trace --quiet
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
@click.option(
    "--host",
    "hosts",
    metavar="HOST",
    multiple=True,
    default=("127.0.0.1",),
    show_default=True,
    help="Address or name to listen on; may be repeated.",
)
@click.option(
    "--port",
    type=TCP_PORT,
    metavar="PORT",
    default=PORT,
    show_default=True,
    help="For TLS; 0 picks a free one.",
)
@click.option(
    "--h2c-port",
    type=TCP_PORT,
    metavar="PORT",
    default=H2C_PORT,
    show_default=True,
    help="For cleartext (prior knowledge and Upgrade: h2c); 0 picks a free one.",
)
@click.option("--no-tls", is_flag=True, help="Cleartext only.")
@click.option("--no-h2c", is_flag=True, help="TLS only.")
@click.option(
    "--cert", type=click.Path(path_type=Path), metavar="FILE", help="Certificate chain, PEM."
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its private key, if not in the same file.",
)
@click.option(
    "--attach",
    "attached",
    multiple=True,
    type=AttachType(),
    help="Serve the paths that match with this script; may be repeated.",
)
@click.option(
    "--trace",
    "trace_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep every record in FILE (see 'h2craft trace').",
)
@shown_options
@click.option("--quiet", is_flag=True, help="No frame log.")
@click.option(
    "--strict",
    is_flag=True,
    help="Behave like a plain server: GOAWAY and close on a connection error.",
)
@click.option(
    "--settings",
    multiple=True,
    type=SettingType(),
    help="A parameter of our first SETTINGS; may be repeated, order counts.",
)
@click.option("--window", type=WINDOW, metavar="OCTETS", help="Our initial window of each stream.")
@click.option(
    "--connection-window",
    type=CONNECTION_WINDOW,
    metavar="OCTETS",
    help="Our window of each connection.",
)
@click.option(
    "--max-streams",
    metavar="N",
    type=click.IntRange(0, (1 << 32) - 1),
    help="Streams a client may have open at once.",
)
@click.option(
    "--keep",
    type=click.IntRange(1, 1 << 20),
    metavar="MIB",
    help="Memory for the journal; older records go to disk. 64 by default; with --quiet and no "
    "--trace, where nobody reads them, 4, and older ones are dropped.",
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    type=LimitType(),
    help="A limit, by its name in a LIMIT_REACHED record; may be repeated.",
)
@click.option("--no-journal", is_flag=True, hidden=True)
def serve(root: Path | None, **options: Any) -> None:
    """Serve the handler scripts and files below ROOT, and show every frame.

    ROOT may be a single script; it then answers every path. Without ROOT a welcome page is
    served. Scripts run with your rights.
    """
    setup = _setup(root, options)
    wanted = compiled(options["filter_text"])
    from h2craft.cli.server import run

    run(
        setup,
        wanted=None if options["quiet"] or options["no_journal"] else wanted,
        as_json=options["as_json"],
        color=options["color"],
    )


def _setup(root: Path | None, options: dict[str, Any]) -> Setup:
    _check(root, options)
    from h2craft import __version__
    from h2craft.engine import EngineOptions
    from h2craft.setup import Setup, greeting

    trace = options["trace_file"]
    unread = options["quiet"] and trace is None
    # A short memory stays in the processor's cache: a long one costs a tenth of the throughput.
    keep = options["keep"] or (UNREAD_MIB if unread else READ_MIB)
    engine = EngineOptions(
        spill=not unread,
        greeting=greeting(
            options["settings"],
            window=options["window"],
            connection_window=options["connection_window"],
            max_streams=options["max_streams"],
        ),
        strict=options["strict"],
        memory_octets=keep << 20,
        memory_records=keep << 10,
        trace=trace,
        trace_overwrite=trace is not None and _is_empty(trace),
        trace_header={"program": f"h2craft {__version__}", "command": sys.argv[1:]},
        journal=not options["no_journal"],
    )
    return Setup(
        root=root,
        attach=options["attached"],
        hosts=options["hosts"],
        port=None if options["no_tls"] else options["port"],
        h2c_port=None if options["no_h2c"] else options["h2c_port"],
        cert=options["cert"],
        key=options["key"],
        options=_limited(engine, options["limits"]),
    )


def _limited(engine: EngineOptions, limits: tuple[tuple[str, float], ...]) -> EngineOptions:
    from h2craft.setup import limited

    try:
        return limited(engine, dict(limits))
    except ValueError as error:
        raise click.UsageError(f"--limit: {error}") from error


def _is_empty(file: Path) -> bool:
    """An empty file, as mktemp makes them: nothing is lost by writing to it."""
    try:
        return file.is_file() and not file.stat().st_size
    except OSError:
        return False


def _check(root: Path | None, options: dict[str, Any]) -> None:
    if options["no_tls"] and options["no_h2c"]:
        raise click.UsageError("--no-tls and --no-h2c leave nothing to listen on")
    if options["key"] and not options["cert"]:
        raise click.UsageError("--key needs --cert")
    if options["cert"] and options["no_tls"]:
        raise click.UsageError("--cert and --no-tls exclude each other")
    if options["no_journal"] and options["trace_file"]:
        raise click.UsageError("--no-journal and --trace exclude each other")
    if root is not None and not root.exists():
        raise Failure(f"{root} does not exist")
