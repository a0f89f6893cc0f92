"""Options the commands share: what is shown and how. Knows click and the filter, no engine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.offers import filters

if TYPE_CHECKING:
    from h2craft.filter import Filter

Decorated = Callable[..., Any]

FILTER_EXAMPLES = """\b
Filters, e.g. --filter 'type:HEADERS and not dir:sent':
  type:HEADERS  stream:1  stream:3..9  conn:2  dir:received  flag:END_STREAM  len:>16384
  field:content-type~json  field:name=value  status:4xx  method:POST  path:/x
  code:REFUSED_STREAM  finding:  finding:6.9  kind:  origin:  script:  held:
  word or "some text" in the summary, ~regex; and  or  not  -term  ( )
The whole language: h2craft filters
"""


def color_option(command: Decorated) -> Decorated:
    """--color."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour: auto is on a terminal, and NO_COLOR is honoured.",
    )(command)


def shown_options(command: Decorated) -> Decorated:
    """--filter, --json and --color."""
    for option in (
        color_option,
        click.option("--json", "as_json", is_flag=True, help="One JSON object a line."),
        click.option(
            "--filter",
            "filter_text",
            metavar="EXPR",
            default="",
            shell_complete=filters,
            help="Show only what matches.",
        ),
    ):
        command = option(command)
    return command


def compiled(text: str, option: str = "--filter") -> Filter:
    """The filter, or a usage error that points at the place."""
    from h2craft.filter import FilterError, compile

    try:
        return compile(text)
    except FilterError as error:
        raise click.UsageError(f"{option}: {error.message}\n{error.caret()}") from error


def coloured(choice: str) -> bool:
    """Whether to colour standard output; an explicit choice goes before NO_COLOR."""
    if choice != "auto":
        return choice == "always"
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def terminal_width() -> int | None:
    """Columns of the terminal on standard output; None where there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
