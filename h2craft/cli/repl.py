"""`h2craft repl`: the prompt, or lines without anybody, over an engine of its own or a running one.

Knows the door and which options open it. What reads keys is imported when a person sits there.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TextIO

import click

from h2craft.cli.control import ATTACH, alone, control_of, joined
from h2craft.cli.errors import USAGE, Failure
from h2craft.cli.offers import filters
from h2craft.cli.opening import failures, free_ports
from h2craft.cli.options import BEHAVIOUR, CONTROL, LIMITS, NETWORK, check, options, setup_of
from h2craft.cli.output import FILTER_EXAMPLES, compiled
from h2craft.cli.process import allow_connections, spare_the_collector

if TYPE_CHECKING:
    from h2craft.client import Client, LocalClient
    from h2craft.repl import PromptOptions

KEEP_MIB = 64
ENDINGS = ("SIGTERM", "SIGHUP")

PROMPT = (
    click.option(
        "-c",
        "codes",
        metavar="CODE",
        multiple=True,
        help="Run these lines and end; may be repeated.",
    ),
    click.option("--keep-going", is_flag=True, help="After an error, run the lines that are left."),
    click.option(
        "--filter",
        "filter_text",
        metavar="EXPR",
        default="",
        shell_complete=filters,
        help="Print only frames that match above the prompt.",
    ),
    click.option("--no-frames", is_flag=True, help="Print no frames above the prompt."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour: auto is on a terminal, and NO_COLOR is honoured.",
    ),
)
LOOKS = ("codes", "keep_going", "filter_text", "no_frames", "color", "hold")
"""What can be said of a prompt at an engine that runs already."""


@click.command(
    short_help="A prompt: fire frames line by line, or in Python.",
    epilog=f"""\b
Examples:
  h2craft repl                         a welcome page, and the prompt
  h2craft repl --hold all              every request waits for what you type
  h2craft repl --attach                at the engine of 'h2craft' or 'h2craft serve'
  h2craft repl --attach -c 'goaway ENHANCE_YOUR_CALM'
  h2craft repl --hold path:/x -c 'wait path:/x' -c 'headers :status=204 end_stream'
  h2craft repl handlers/ < experiment.txt

{FILTER_EXAMPLES}
\b
At the prompt, 'help' lists the words; 'headers 1 :status=200' and 'headers(1, status=200)' are
the same. Without a person, on standard error: 'listening URL' for each listener, then 'ready'.
Exit status: 0 done, 1 a line failed, 2 wrong usage, 130 interrupted; 'quit 3' ends with 3.
""",
)
@click.argument("root", required=False, type=click.Path(path_type=Path))
@click.option(
    "--hold",
    metavar="EXPR",
    shell_complete=filters,
    callback=lambda _context, _option, text: "" if (text or "").strip() == "all" else text,
    help="Hold the requests that match this filter, or all: you answer them.",
)
@options(*PROMPT, ATTACH, *NETWORK, *CONTROL, *BEHAVIOUR)
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
def repl(context: click.Context, /, root: Path | None, **given: Any) -> int:
    """Serve the handler scripts and files below ROOT, and read lines to be fired.

    A line is a verb and what it is told, or Python, with top-level await. Lines come from a
    person, from -c, or from standard input where that is no terminal. ROOT may be a single
    script; without it a welcome page is served.

    With --attach it serves nothing: it has a hand on an engine that runs already, and leaves it
    running.
    """
    compiled(given["filter_text"])
    if given["hold"] is not None:
        compiled(given["hold"], option="--hold")
    lines = lines_of(given["codes"])
    if lines is None:
        need_terminal()
    with endings():
        if given["attach"] is not None:
            alone(context, *LOOKS)
            with contextlib.closing(joined(given["attach"], "repl")) as client:
                return _run(client, given, lines, ours=False)
        check(root, given)
        return _serving(context, root, given, lines)


def _serving(
    context: click.Context, root: Path | None, given: dict[str, Any], lines: Iterable[str] | None
) -> int:
    """Over an engine of our own; it has ended in order when this returns."""
    notes = free_ports(context, given) if lines is None else []
    setup = setup_of(root, given)
    allow_connections(setup.options.max_connections)
    from h2craft.client import open_local

    with failures():
        client = open_local(setup)
    with contextlib.closing(client):
        for note in notes:
            client.trouble(note)
        control = control_of(client, given)
        try:
            if lines is not None:
                _announce(client)
            return _run(client, given, lines, ours=True)
        finally:
            if control is not None:
                control.close()


def _announce(client: LocalClient) -> None:
    for url in client.about.urls:
        click.echo(f"listening {url}", err=True)
    click.echo("ready", err=True)


def _run(client: Client, given: dict[str, Any], lines: Iterable[str] | None, *, ours: bool) -> int:
    from h2craft.repl import run_prompt

    if given["hold"] is not None:
        client.set_hold(given["hold"]).result()
    spare_the_collector()
    return run_prompt(client, prompt_options(given, lines, ours=ours))


def prompt_options(
    given: dict[str, Any], lines: Iterable[str] | None, *, ours: bool
) -> PromptOptions:
    from h2craft.repl import PromptOptions

    return PromptOptions(
        filter=given["filter_text"],
        frames=not given["no_frames"],
        colour=_coloured(given["color"], sys.stdout),
        error_colour=_coloured(given["color"], sys.stderr),
        ours=ours,
        lines=lines,
        name="-c" if given["codes"] else "<stdin>",
        keep_going=given["keep_going"],
    )


def _coloured(choice: str, stream: TextIO) -> bool:
    if choice != "auto":
        return choice == "always"
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not refused


def lines_of(codes: tuple[str, ...]) -> Iterable[str] | None:
    """What is to be run without a person; None for a person."""
    if codes:
        return "\n".join(codes).split("\n")
    if sys.stdin.isatty():
        return None
    return _input()


def _input() -> Iterator[str]:
    """Standard input line by line; octets that are no UTF-8 stay what they are."""
    stream = sys.stdin
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    # Line by line, so that the person's own `input` finds the line behind its own.
    yield from iter(stream.readline, "")


class NoTerminal(Failure):
    """A person is to be asked, and cannot be."""

    exit_code = USAGE


def need_terminal() -> None:
    if not sys.stdout.isatty():
        raise NoTerminal("standard output is no terminal; use -c, or lines on standard input")


@contextlib.contextmanager
def endings() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the program in order: with a trace that is whole."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {}
    for name in ENDINGS:
        with contextlib.suppress(AttributeError, ValueError):
            number = getattr(signal, name)
            before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
