"""Options that `serve` and the screen share, and the setup they make. Knows click, no socket."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure
from h2craft.cli.params import AttachType, LimitType, SettingType

if TYPE_CHECKING:
    from h2craft.endpoint import Greeting
    from h2craft.engine import EngineOptions
    from h2craft.setup import Setup

Decorated = Callable[..., Any]

PORT, H2C_PORT = 8443, 8080
SCRIPT = ".py"
VIEWED = frozenset((".h2trace", ".pcap", ".pcapng"))
LARGEST_WINDOW = (1 << 31) - 1
WINDOW = click.IntRange(0, LARGEST_WINDOW)
CONNECTION_WINDOW = click.IntRange(65_535, LARGEST_WINDOW)
TCP_PORT = click.IntRange(0, 65_535)

LISTENING = (
    click.option(
        "--host",
        "hosts",
        metavar="HOST",
        multiple=True,
        default=("127.0.0.1",),
        show_default=True,
        help="Address or name to listen on; may be repeated.",
    ),
    click.option(
        "--port",
        type=TCP_PORT,
        metavar="PORT",
        default=PORT,
        show_default=True,
        help="For TLS; 0 picks a free one.",
    ),
    click.option(
        "--h2c-port",
        type=TCP_PORT,
        metavar="PORT",
        default=H2C_PORT,
        show_default=True,
        help="For cleartext (prior knowledge and Upgrade: h2c); 0 picks a free one.",
    ),
    click.option("--no-tls", is_flag=True, help="Cleartext only."),
    click.option("--no-h2c", is_flag=True, help="TLS only."),
    click.option(
        "--cert", type=click.Path(path_type=Path), metavar="FILE", help="Certificate chain, PEM."
    ),
    click.option(
        "--key",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Its private key, if not in the same file.",
    ),
)
"""Where to listen."""

TRACE = click.option(
    "--trace",
    "trace_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep every record in FILE (see 'h2craft trace').",
)

KEEP_TLS = click.option(
    "--keep-tls",
    is_flag=True,
    help="Keep TLS as it is on the wire, with its secrets: 'h2craft trace FILE --export pcapng' "
    "then opens decrypted in Wireshark. Whoever has such a trace can read all of it.",
)


def scripts(*names: str) -> Decorated:
    """Which scripts answer, under these names of the option."""
    return click.option(
        *names,
        "attached",
        multiple=True,
        type=AttachType(),
        help="Serve the paths that match with this script; may be repeated.",
    )


NETWORK = (*LISTENING, scripts("--script"), TRACE, KEEP_TLS)
"""Where to listen, what answers, and where it is kept."""

CONTROL = (
    click.option(
        "--name",
        metavar="NAME",
        default="",
        help="What --attach calls this engine; by default the root's name.",
    ),
    click.option(
        "--no-control", is_flag=True, help="No control socket: nobody else can attach to it."
    ),
)
"""Who else may have a hand on the engine: other processes of the same user (see 'h2craft ps')."""

BEHAVIOUR = (
    click.option(
        "--strict",
        is_flag=True,
        help="Behave like a plain server: GOAWAY and close on a connection error.",
    ),
    click.option(
        "--settings",
        multiple=True,
        type=SettingType(),
        help="A parameter of our first SETTINGS; may be repeated, order counts.",
    ),
    click.option(
        "--window", type=WINDOW, metavar="OCTETS", help="Our initial window of each stream."
    ),
    click.option(
        "--connection-window",
        type=CONNECTION_WINDOW,
        metavar="OCTETS",
        help="Our window of each connection.",
    ),
    click.option(
        "--max-streams",
        metavar="N",
        type=click.IntRange(0, (1 << 32) - 1),
        help="Streams a client may have open at once.",
    ),
)
"""How the server behaves before anybody has said anything."""

LIMITS = click.option(
    "--limit",
    "limits",
    multiple=True,
    type=LimitType(),
    help="A limit, by its name in a LIMIT_REACHED record; may be repeated.",
)


def options(*groups: Decorated) -> Callable[[Decorated], Decorated]:
    """Add these options to a command, in this order."""

    def add(command: Decorated) -> Decorated:
        for option in reversed(groups):
            command = option(command)
        return command

    return add


def check(root: Path | None, given: dict[str, Any]) -> None:
    """Raises a usage error for what cannot go together, Failure for a root that is not there."""
    if given["no_tls"] and given["no_h2c"]:
        raise click.UsageError("--no-tls and --no-h2c leave nothing to listen on")
    if given["key"] and not given["cert"]:
        raise click.UsageError("--key needs --cert")
    if given["cert"] and given["no_tls"]:
        raise click.UsageError("--cert and --no-tls exclude each other")
    if root is not None and not root.exists():
        raise Failure(f"{root} does not exist")
    if root is not None and root.is_file() and root.suffix != SCRIPT:
        hint = f"; 'h2craft view {root}' opens it" if root.suffix in VIEWED else ""
        raise Failure(f"{root} is neither a folder nor a handler script, which ends in .py{hint}")


def setup_of(root: Path | None, given: dict[str, Any], **engine: Any) -> Setup:
    """What the options mean; `engine` is more for `EngineOptions`."""
    from h2craft.setup import Setup, greeting

    greets = greeting(
        given["settings"],
        window=given["window"],
        connection_window=given["connection_window"],
        max_streams=given["max_streams"],
    )
    return Setup(
        root=root,
        attach=given["attached"],
        hosts=given["hosts"],
        port=None if given["no_tls"] else given["port"],
        h2c_port=None if given["no_h2c"] else given["h2c_port"],
        cert=given["cert"],
        key=given["key"],
        options=engine_of(given, greets, **engine),
    )


def engine_of(given: dict[str, Any], greets: Greeting, **engine: Any) -> EngineOptions:
    """What the options say of the engine, whichever end it is."""
    from h2craft import __version__
    from h2craft.engine import EngineOptions

    trace = given["trace_file"]
    made = EngineOptions(
        greeting=greets,
        strict=given["strict"],
        memory_octets=given["keep"] << 20,
        memory_records=given["keep"] << 10,
        trace=trace,
        keep_tls=given["keep_tls"],
        trace_overwrite=trace is not None and _is_empty(trace),
        trace_header={"program": f"h2craft {__version__}", "command": sys.argv[1:]},
        **engine,
    )
    return _limited(made, given["limits"])


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
