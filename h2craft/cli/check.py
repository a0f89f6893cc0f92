"""`h2craft check`: its options, and what they mean. Runs nothing itself, see `checking`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from h2craft.cli import offers
from h2craft.cli.clientwords import ClientWords, client_words
from h2craft.cli.options import KEEP_TLS, TCP_PORT, options
from h2craft.cli.output import color_option

SECONDS = click.FloatRange(0.1, 1_000_000)
FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
GROUPS = click.Choice(["A", "B", "C", "D", "E"], case_sensitive=False)

CHOOSING = (
    click.option(
        "--list", "listing", is_flag=True, help="Show the cases that are meant; run none."
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="PATTERN",
        shell_complete=offers.cases,
        help="Only these: an id, a part of one (6.1, padded-data), or with * and ?.",
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
        help="A interop, B violations, C abuse, D semantics, E what the client itself sends.",
    ),
    click.option(
        "--tag",
        "tags",
        multiple=True,
        metavar="TAG",
        shell_complete=offers.case_tags,
        help="Only those: star, push ...",
    ),
    click.option(
        "--explain",
        "explained",
        multiple=True,
        metavar="ID",
        shell_complete=offers.cases,
        help="Only this case, told as a story: what was required, sent and received.",
    ),
)
"""Which cases."""

RUNNING = (
    click.option(
        "--profile",
        metavar="NAME",
        shell_complete=offers.profiles,
        help="A client that is known, instead of a command.",
    ),
    click.option("--jobs", type=click.IntRange(1, 1000), metavar="N", help="Runs side by side."),
    click.option(
        "--timeout",
        type=SECONDS,
        metavar="SECONDS",
        help="The longest a run takes; 10, and of group C 40.",
    ),
    click.option("--h2c", is_flag=True, help="Cleartext with prior knowledge instead of TLS."),
    click.option("--strict", is_flag=True, help="A lenient pass is a failure as well."),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FILE",
        help="Only what is not known from FILE fails: what --json wrote, or lines: OUTCOME ID.",
    ),
)
"""How they are run, with whom, and what is expected."""

REPORTING = (
    click.option("--json", "json_file", type=FILE, metavar="FILE", help="One object a case."),
    click.option("--junit", "junit_file", type=FILE, metavar="FILE", help="JUnit's XML, for CI."),
    click.option(
        "--html", "html_file", type=FILE, metavar="FILE", help="One page that holds everything."
    ),
    click.option(
        "--traces",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Keep the records of every run there, and what became of its client.",
    ),
    KEEP_TLS,
)
"""What is written. Files are `-` for standard output."""

ELSE = (
    click.option(
        "--judge",
        "judged",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        metavar="DIR",
        help="Judge the runs again that --traces has kept; no client is needed.",
    ),
    click.option(
        "--serve",
        "serving",
        is_flag=True,
        help="Cases by path, for clients that nobody here can start: https://HOST/case/ID.",
    ),
    click.option(
        "--host",
        metavar="HOST",
        default="127.0.0.1",
        show_default=True,
        help="Address or name to listen on.",
    ),
    click.option(
        "--port", type=TCP_PORT, metavar="PORT", default=0, help="Of --serve; else a free one."
    ),
)
"""Instead of starting a client."""


@click.command(
    cls=ClientWords,
    short_help="Run a client against the conformance catalogue.",
    epilog="""\b
Examples:
  h2craft check -- curl -sS --cacert {cacert} {url}
  h2craft check --only 6.9 -- curl -sS --cacert {cacert} '{body?--data-binary @%}' {url}
  h2craft check --tag star --json star.json -- ./client '{size?--post %}' {url}
  h2craft check --list --group B
  h2craft check --profile nghttp --strict

\b
In the client command, which no shell reads:
  {url} {cacert}    what to ask for, and the CA's certificate to trust
  {base} {host} {port}   the same in parts
  {method} {size}   of the request, and of its body in octets ({body}: a file with that many)
  {requests} {parallel}  how many, and how many of them at a time ({urls}: the URL so often)
  {push} {slow}     1 to take pushes; seconds in which the application does not read
  {name?TEXT}       TEXT where a case wants it, % being the value, and nothing where it does not:
                    '{size?--data-size %}', '{push?--enable-push}'
  {{                a brace
A case whose request the command cannot be asked for is skipped, and what is missing is named.

\b
Exit status: 0 all was accepted, 1 something was not (a lenient pass counts with --strict), or was
inconclusive, 2 wrong usage, or a client with which nothing can work, 130 Ctrl-C.
""",
)
@options(*CHOOSING, *RUNNING, *REPORTING, *ELSE)
@color_option
@click.pass_context
def check(context: click.Context, /, **given: Any) -> None:
    """Run a client against a catalogue of server behaviours, and say how it reacts to each.

    Each case is a scenario with a requirement of an RFC. Two verdicts stand side by side: what the
    client did on the wire, and what it made its user believe.
    """
    command = client_words(context)
    _check(command, given)
    from h2craft.cli.checking import perform

    context.exit(perform(command, given))


def _check(command: tuple[str, ...] | None, given: dict[str, Any]) -> None:
    ways = {
        "a client command": command is not None,
        "--profile": given["profile"] is not None,
        "--serve": given["serving"],
        "--judge": given["judged"] is not None,
    }
    chosen = [name for name, is_chosen in ways.items() if is_chosen]
    if len(chosen) > 1:
        raise click.UsageError(f"{chosen[0]} and {chosen[1]} exclude each other")
    if not chosen and not given["listing"]:
        raise click.UsageError(
            "a client is needed: its command behind --, or --profile (or --serve, --judge, --list)"
        )
    if given["port"] and not given["serving"]:
        raise click.UsageError("--port is for --serve: each case has a port of its own")
    if given["keep_tls"] and given["traces"] is None:
        raise click.UsageError("--keep-tls says what --traces keeps")
