"""`h2craft [ROOT]` and `h2craft view TRACE`: the screen, over an engine or a saved trace.

Knows the door and which options open it. What draws is imported when the screen opens.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli import offers
from h2craft.cli.control import ATTACH, alone, control_of, joined
from h2craft.cli.errors import USAGE, Failure
from h2craft.cli.opened import KEYLOG, notes_of, open_trace
from h2craft.cli.opening import failures, free_ports
from h2craft.cli.options import BEHAVIOUR, CONTROL, LIMITS, NETWORK, check, options, setup_of
from h2craft.cli.output import FILTER_EXAMPLES, compiled
from h2craft.cli.process import allow_connections, spare_the_collector

if TYPE_CHECKING:
    from h2craft.client import Client
    from h2craft.tui import Look

KEEP_MIB = 64
STREAMS = {"stdin": "input", "stdout": "output", "stderr": "error"}  # the screen is drawn on all

SCREEN = (
    click.option(
        "--filter",
        "filter_text",
        metavar="EXPR",
        default="",
        shell_complete=offers.filters,
        help="Show only what matches.",
    ),
    click.option(
        "--theme",
        metavar="NAME",
        shell_complete=offers.themes,
        help="Look of the screen; the palette lists them.",
    ),
    click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal."),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Read this configuration instead of your own.",
    ),
)
"""How the screen looks; the first is about what it shows."""


class NoTerminal(Failure):
    """There is nothing to draw on."""

    exit_code = USAGE


LOOKS = ("filter_text", "theme", "no_mouse", "config", "hold")
"""What can be said of a screen over an engine that runs already."""


@click.command(
    "tui",
    short_help="Serve, and open the workbench; the command that needs no name.",
    epilog=f"""\b
Examples:
  h2craft                              a welcome page, and the screen
  h2craft handlers/                    your handler scripts
  h2craft handlers/ --hold path:/api   hold these requests: you answer them
  h2craft --trace run.h2trace          keep every record; 'h2craft view run.h2trace' opens it
  h2craft tui --attach                 look at the engine that runs already, also 'h2craft serve'

{FILTER_EXAMPLES}
\b
Press F1 for the keys, ctrl+p to find anything by its name, ctrl+q to leave.
Exit status: 0 left, 1 cannot go on, 2 wrong usage or no terminal.
""",
)
@click.argument("root", required=False, type=click.Path(path_type=Path))
@click.option(
    "--hold",
    metavar="EXPR",
    shell_complete=offers.filters,
    callback=lambda _context, _option, text: "" if (text or "").strip() == "all" else text,
    help="Hold the requests that match this filter, or all: a person answers them.",
)
@options(ATTACH, *NETWORK, *CONTROL, *SCREEN, *BEHAVIOUR)
@click.option(
    "--keep",
    type=click.IntRange(1, 1 << 20),
    metavar="MIB",
    default=KEEP_MIB,
    show_default=True,
    help="Memory for the journal; older records go to disk.",
)
@LIMITS
@click.pass_context
def tui(context: click.Context, /, root: Path | None, **given: Any) -> None:
    """Serve the handler scripts and files below ROOT, and open the workbench.

    `h2craft ROOT` is short for `h2craft tui ROOT`. Everything that comes and goes is shown,
    and can be held, answered by hand, and written frame by frame. ROOT may be a single script;
    without it a welcome page is served.

    Where port 8443 or 8080 is taken, and was not asked for by an option, the next free one
    serves; the screen shows which.

    With --attach it serves nothing: it shows an engine that runs already, and leaves it running.
    """
    compiled(given["filter_text"])
    if given["hold"] is not None:
        compiled(given["hold"], option="--hold")
    if given["attach"] is not None:
        _attached(context, given)
        return
    _check_root(context, root)
    check(root, given)
    need_terminal("h2craft serve")
    look = look_of(given)
    notes = free_ports(context, given)
    given["keep_tls"] = keeps_tls(given, look)
    setup = setup_of(root, given)
    allow_connections(setup.options.max_connections)
    from h2craft.client import open_local

    with failures():
        client = open_local(setup)
    with contextlib.closing(client):  # also where the name is taken
        control = control_of(client, given)
        try:
            if given["hold"] is not None:
                client.set_hold(given["hold"])
            open_screen(client, look, notes)
        finally:
            if control is not None:
                control.close()


def _attached(context: click.Context, given: dict[str, Any]) -> None:
    """The screen over an engine of somebody else."""
    alone(context, *LOOKS)
    need_terminal("h2craft wait")
    look = look_of(given)
    client = joined(given["attach"], "tui")
    if given["hold"] is not None:
        client.set_hold(given["hold"])
    open_screen(client, look, ())


@click.command(
    epilog=f"""\b
Examples:
  h2craft view run.h2trace
  h2craft view run.h2trace --filter 'finding:'
  h2craft view theirs.pcapng --keylog keys.log

{FILTER_EXAMPLES}
\b
Exit status: 0 left, 1 the trace cannot be read, 2 wrong usage or no terminal.
"""
)
@click.argument("file", metavar="TRACE", type=click.Path(path_type=Path))
@options(KEYLOG, *SCREEN)
def view(file: Path, **given: Any) -> None:
    """Open the saved TRACE in the workbench.

    Nothing can be sent; everything can be looked at, marked and copied. TRACE may still be
    growing. Opening a trace never executes anything.

    TRACE may also be a capture of packets, pcapng or pcap, which tshark reads. What TLS carried
    is shown where its secrets are in the capture, or in the KEYS of --keylog.
    """
    compiled(given["filter_text"])
    need_terminal(f"h2craft trace {file}")
    look = look_of(given)
    from h2craft.client import open_saved

    reader = open_trace(file, keylog=given["keylog"], whole=False)
    with failures(file):
        client = open_saved(reader)
    open_screen(client, look, notes_of(reader))


def need_terminal(instead: str) -> None:
    """Raises NoTerminal where the screen cannot be drawn, naming what can be used instead."""
    for name, words in STREAMS.items():
        if not getattr(sys, name).isatty():
            words = f"standard {words} is no terminal"
            break
    else:
        if os.environ.get("TERM", "") != "dumb":
            return
        words = "this terminal (TERM=dumb) cannot show a screen"
    raise NoTerminal(f"{words}; use '{instead}'")


def _check_root(context: click.Context, root: Path | None) -> None:
    """A word that is nothing that is there was meant for a command as likely as for a root."""
    if root is None or root.exists() or context.parent is None:
        return
    group = context.parent.command
    names = group.list_commands(context) if isinstance(group, click.Group) else []
    if near := difflib.get_close_matches(str(root), names, n=1, cutoff=0.7):
        hint = f"did you mean 'h2craft {near[0]}'?"
        raise click.UsageError(f"{root} is no command and does not exist; {hint}", context.parent)
    if root.name == str(root) and not root.suffix:
        raise click.UsageError(f"{root} is no command and does not exist", context.parent)


def look_of(given: dict[str, Any]) -> Look:
    """How the screen looks; raises a usage error before anything is opened."""
    from h2craft.tui import Look

    try:
        return Look(
            theme=given["theme"],
            mouse=False if given["no_mouse"] else None,
            config=given["config"],
            filter=given["filter_text"],
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def keeps_tls(given: dict[str, Any], look: Look) -> bool:
    """Asked for, or configured."""
    return bool(given["keep_tls"] or look.read_config().given.get("keep_tls"))


def open_screen(client: Client, look: Look, notes: Iterable[str]) -> None:
    """Show the screen until the person leaves it; everything is closed when this returns."""
    from h2craft.tui import ScreenError, run_screen

    spare_the_collector()
    try:
        run_screen(client, look, notes=tuple(notes))
    except ScreenError as error:
        raise Failure(str(error)) from error
