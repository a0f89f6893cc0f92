"""`h2craft matrix`: several clients side by side. Its options, and what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from h2craft.cli import offers
from h2craft.cli.check import FILE, GROUPS, SECONDS
from h2craft.cli.options import options
from h2craft.cli.output import color_option

OPTIONS = (
    click.option(
        "--profiles",
        metavar="NAMES",
        shell_complete=offers.profile_lists,
        help="Clients by name, with commas; `all`: those that are installed here.",
    ),
    click.option("--list", "listing", is_flag=True, help="Show the clients that are known."),
    click.option(
        "--only",
        multiple=True,
        metavar="PATTERN",
        shell_complete=offers.cases,
        help="Only these cases.",
    ),
    click.option(
        "--skip",
        multiple=True,
        metavar="PATTERN",
        shell_complete=offers.cases,
        help="All but these.",
    ),
    click.option(
        "--group",
        "groups",
        multiple=True,
        type=GROUPS,
        metavar="[A|B|C|D|E]",
        help="Only those of a group.",
    ),
    click.option(
        "--tag",
        "tags",
        multiple=True,
        metavar="TAG",
        shell_complete=offers.case_tags,
        help="Only those: star, push ...",
    ),
    click.option("--jobs", type=click.IntRange(1, 1000), metavar="N", help="Runs side by side."),
    click.option(
        "--timeout", type=SECONDS, metavar="SECONDS", help="The longest a run takes; 10, of C 40."
    ),
    click.option("--h2c", is_flag=True, help="Cleartext with prior knowledge instead of TLS."),
    click.option(
        "--html", "html_file", type=FILE, metavar="FILE", help="One page that holds everything."
    ),
    click.option("--json", "json_file", type=FILE, metavar="FILE", help="All results."),
    click.option(
        "--markdown", "markdown_file", type=FILE, metavar="FILE", help="The table, as Markdown."
    ),
    click.option(
        "--host", metavar="HOST", default="127.0.0.1", show_default=True, help="Where to listen."
    ),
)


@click.command(
    short_help="Run several clients against the catalogue, side by side.",
    epilog="""\b
Examples:
  h2craft matrix --profiles curl,nghttp,httpx,node --html matrix.html
  h2craft matrix --profiles all --tag star --json stars.json
  h2craft matrix curl-7.json curl-8.json --html curls.html
  h2craft matrix --list

\b
Exit status: 0 all of them were run, 1 one could not be, 2 wrong usage, 130 Ctrl-C. That a client
fails a case is a result, and no failure here.
""",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options(*OPTIONS)
@color_option
@click.pass_context
def matrix(context: click.Context, /, **given: Any) -> None:
    """Run several clients against the catalogue, and write one page and one table of it.

    FILES are what `h2craft check --json` or this command has written: they are shown beside the
    clients that are run.
    """
    if not (given["profiles"] or given["files"] or given["listing"]):
        raise click.UsageError("clients are needed: --profiles, or files of results (or --list)")
    from h2craft.cli.matrixing import perform

    context.exit(perform(given))
