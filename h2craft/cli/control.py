"""The control socket on the command line: opening one, joining one, naming those there are.

Knows click and the control room's door; what it imports, it imports when it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from h2craft.cli.errors import Failure

if TYPE_CHECKING:
    from h2craft.client import EngineClient
    from h2craft.control import ControlServer, SocketClient

ONLY = ""
"""The name of the only engine that runs."""


def names(context: object, option: object, incomplete: str) -> list[CompletionItem]:
    """The engines that run now, each with what it serves; for the shell."""
    from h2craft.control import ControlError, engines

    try:
        found = engines()
    except ControlError:
        return []
    return [
        CompletionItem(one.name, help=_served(one.about))
        for one in found
        if one.name.startswith(incomplete)
    ]


def _served(about: Any) -> str:
    return "" if about is None else about.root or "the welcome page"


ATTACH = click.option(
    "--attach",
    "attach",
    is_flag=False,
    flag_value=ONLY,
    default=None,
    metavar="[NAME]",
    shell_complete=names,
    help="Join an engine that runs already (see 'h2craft ps') instead of starting one.",
)
"""None where an engine is to be started; ONLY or a name where one is to be joined."""

ATTACHED = click.option(
    "--attach",
    "attach",
    default=ONLY,
    metavar="NAME",
    shell_complete=names,
    help="Which engine; not needed where only one runs (see 'h2craft ps').",
)
"""The same for commands that never start one."""


def control_of(client: EngineClient, given: Mapping[str, Any]) -> ControlServer | None:
    """Let other processes of the user join this engine, as `CONTROL` was said; None: they cannot.

    Where that cannot be, a trouble of the client says why and everything else goes on; but what
    was asked for by name and cannot be had is a Failure. Close what is returned before the engine
    stops.
    """
    if given["no_control"]:
        return None
    from h2craft.control import ControlError, open_control

    try:
        return open_control(client, given["name"])
    except ControlError as error:
        if given["name"]:
            raise Failure(str(error)) from error
        client.trouble(f"nobody can attach: {error}")
        return None


def joined(name: str, front: str, *, begin: int | None = None) -> SocketClient:
    """A client of the engine that is called so. Failure, in one line, where there is none."""
    from h2craft.control import ControlError, open_attached

    if "=" in name:
        raise click.UsageError(
            f"--attach takes the name of an engine; to serve paths with a script: --script '{name}'"
        )
    try:
        return open_attached(name or None, front=front, begin=begin)
    except ControlError as error:
        raise Failure(str(error)) from error


def alone(context: click.Context, *allowed: str) -> None:
    """Raises a usage error for what was said about an engine to be started, beside --attach.

    `allowed` are the parameters that say how a running one is looked at.
    """
    for parameter in context.command.params:
        name = parameter.name or ""
        said = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if said and name not in {"attach", *allowed}:
            what = parameter.opts[0] if parameter.opts[0].startswith("-") else name.upper()
            raise click.UsageError(f"{what} is for an engine of one's own, --attach joins another")
