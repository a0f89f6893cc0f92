"""`h2craft help [COMMAND]`: what `COMMAND --help` prints, for whoever asks in this order."""

from __future__ import annotations

import difflib

import click
from click.shell_completion import CompletionItem

from h2craft.cli.offers import beginning


def command_names(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For `shell_complete=`: the commands there are."""
    group = context.find_root().command
    known = group.commands if isinstance(group, click.Group) else {}
    return beginning(((name, one.get_short_help_str()) for name, one in known.items()), incomplete)


def subcommand(context: click.Context, name: str) -> tuple[click.Context, click.Command]:
    """The command of that name, and a context for it; a usage error with the nearest one."""
    root = context.find_root()
    assert isinstance(root.command, click.Group)
    command = root.command.get_command(root, name)
    if command is None:
        near = difflib.get_close_matches(name, root.command.list_commands(root), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise click.UsageError(f"no command {name!r}{hint}", context)
    return click.Context(command, info_name=name, parent=root), command


@click.command(
    "help",
    short_help="Explain a command, as its --help does.",
    epilog="""\b
Examples:
  h2craft help
  h2craft help serve
  h2craft man serve | man -l -        the same as a page of the manual

\b
Exit status: 0 done, 2 no such command.
""",
)
@click.argument("command", required=False, shell_complete=command_names)
@click.pass_context
def help_(context: click.Context, command: str | None) -> None:
    """Explain COMMAND, or h2craft itself."""
    root = context.find_root()
    if command is None:
        click.echo(root.command.get_help(root))
        return
    below, meant = subcommand(context, command)
    click.echo(meant.get_help(below))
