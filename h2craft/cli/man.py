"""`h2craft man`: pages of the manual, printed or written as files. Knows the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from h2craft.cli.errors import Failure, reason
from h2craft.cli.help import command_names, subcommand


@click.command(
    short_help="Print the page of the manual of a command, or write all of them.",
    epilog="""\b
Examples:
  h2craft man | man -l -
  h2craft man serve | man -l -
  h2craft man --into ~/.local/share/man/man1    then: man h2craft-serve

\b
Exit status: 0 done, 1 a page could not be written, 2 no such command.
""",
)
@click.argument("command", required=False, shell_complete=command_names)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a page for each command there; those that are there are replaced.",
)
@click.pass_context
def man(context: click.Context, command: str | None, into: Path | None) -> None:
    """Print the page of COMMAND, or of h2craft itself, in roff, for man(1)."""
    from h2craft.cli.manual import page

    root = context.find_root()
    if into is not None:
        if command is not None:
            raise click.UsageError("--into writes the pages of all commands")
        for name in _write(root, into):
            click.echo(name)
    elif command is None:
        click.echo(page(root, root.command), nl=False)
    else:
        click.echo(page(*subcommand(context, command)), nl=False)


def _write(root: click.Context, folder: Path) -> list[Path]:
    """Write them all; the files."""
    from h2craft.cli.manual import SECTION, page
    from h2craft.scenario import write_new

    assert isinstance(root.command, click.Group)
    pages = {"h2craft": page(root, root.command)}
    for name in root.command.list_commands(root):
        pages[f"h2craft-{name}"] = page(*subcommand(root, name))
    files = {folder / f"{name}.{SECTION}": text for name, text in pages.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            write_new(file, text, force=True)
    except OSError as error:
        raise Failure(f"cannot write {error.filename}: {reason(error)}") from error
    return list(files)
