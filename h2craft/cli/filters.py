"""`h2craft filters`: the filter language, as its own table tells it."""

from __future__ import annotations

import click


@click.command(
    epilog="""\b
Examples:
  h2craft serve handlers/ --filter 'finding: or type:GOAWAY'
  h2craft trace run.h2trace --filter 'conn:2 dir:received -type:WINDOW_UPDATE'
  h2craft trace run.h2trace --filter 'field:content-type~json status:4xx'

\b
Exit status: 0.
"""
)
def filters() -> None:
    """Explain the filter language.

    It is one language for --filter, for wait_for in handler scripts, and for the library.
    """
    from h2craft.filter import HELP

    click.echo(HELP)
