"""`h2craft wait`: till something happens in an engine that runs. Knows the door, no engine."""

from __future__ import annotations

import time
from collections import deque
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.control import ATTACHED, joined
from h2craft.cli.errors import Failure
from h2craft.cli.offers import filters
from h2craft.cli.output import FILTER_EXAMPLES, coloured, compiled, terminal_width

if TYPE_CHECKING:
    from h2craft.cli.log import Render
    from h2craft.client import Client
    from h2craft.filter import Filter
    from h2craft.model import Reading
    from h2craft.session import Session

TIMED_OUT = 124  # what timeout(1) says
ALL_RECORDS = 100_000  # so many are read anew, which takes two seconds
READ_SECONDS = 0.1  # between two looks at the clock
LOOK_AGAIN_SECONDS = 0.005


class TimedOut(Failure):
    """It has not come."""

    exit_code = TIMED_OUT


@click.command(
    short_help="Wait till a record of an engine that runs matches a filter.",
    epilog=f"""\b
Examples:
  h2craft wait 'held:'                          a request waits for a person
  h2craft wait --new --timeout 5 'kind:CONNECTION_OPENED'
  h2craft wait 'type:SETTINGS dir:received flag:ACK' 'path:/x'

{FILTER_EXAMPLES}
\b
Exit status: 0 it came, 1 the engine ended or there is none, 2 wrong usage, 124 timeout.
""",
)
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN...", shell_complete=filters)
@ATTACHED
@click.option(
    "--timeout",
    type=click.FloatRange(0),
    metavar="SECONDS",
    help="Give up after so long, for all of it; without, never.",
)
@click.option(
    "--after",
    type=click.IntRange(0),
    metavar="RECORD",
    help="Only what comes after this record, by its number.",
)
@click.option("--new", is_flag=True, help="Only what comes from now on.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, as 'serve --json'.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour: auto is on a terminal, and NO_COLOR is honoured.",
)
def wait(patterns: tuple[str, ...], **given: Any) -> None:
    """Wait till a record matches PATTERN, and print its line; then for the next PATTERN.

    What has happened already counts too, unless --new or --after leaves it out; each PATTERN after
    the first looks only at what came after the record before it. Of an engine with more than
    100,000 records the latest are looked at, and all of them with --after 0.
    """
    if given["new"] and given["after"] is not None:
        raise click.UsageError("--new and --after exclude each other")
    wanted = [compiled(text, option=f"PATTERN {text}"[:40]) for text in patterns]
    began = time.monotonic()
    from h2craft.cli.log import json_render, text_render

    render = (
        json_render
        if given["as_json"]
        else text_render(terminal_width, coloured(given["color"]), quiet=frozenset())
    )
    with closing(_joined(given["attach"], given["after"], new=given["new"])) as client:
        after = client.records.last if given["new"] else given["after"] or 0
        deadline = None if given["timeout"] is None else began + given["timeout"]
        Waiting(client, wanted, after, render).until(deadline)


def _joined(name: str, after: int | None, *, new: bool) -> Client:
    """The engine, read as far back as is asked for.

    From the first record on, then: what a header block says is known by those before it.
    """
    client = joined(name, "wait")
    first, last = client.records.first, client.records.last
    asked = last <= ALL_RECORDS if after is None else after + 1 < first
    if new or first == 1 or not asked:
        return client
    client.close()
    return joined(name, "wait", begin=1)


class Waiting:
    """Looks at each record once, and prints those that were waited for."""

    def __init__(self, client: Client, wanted: list[Filter], after: int, render: Render) -> None:
        from h2craft.session import Session

        self._client = client
        self._wanted = deque(wanted)
        self._after = after
        self._unseen = _unseen(client, after)
        self._render = render
        self._session: Session = Session(client)
        self._session.reader.listen(self._hear)

    def _hear(self, reading: Reading) -> None:
        if reading.record.seq <= self._after or not self._wanted:
            return
        if self._wanted[0].matches(reading):
            self._wanted.popleft()
            for line in self._render([reading]):
                click.echo(line)

    def until(self, deadline: float | None) -> None:
        """Return when all was seen. TimedOut after `deadline`, Failure when the engine ends."""
        session = self._session
        while self._wanted:
            ended = self._client.ended  # what came before it is still read
            if session.advance(READ_SECONDS) and not self._is_over(deadline):
                continue
            if not self._wanted:
                return
            if self._is_over(deadline):
                raise TimedOut(self._in_vain())
            if ended and not session.behind:
                raise Failure(f"{ended}; {self._in_vain()}")
            if deadline is None and self._unseen:  # it may be waited for in vain, and for ever
                click.echo(f"h2craft: {self._unseen}", err=True)
                self._unseen = ""
            time.sleep(LOOK_AGAIN_SECONDS)

    def _in_vain(self) -> str:
        told = f"nothing has come that matches {self._wanted[0].text!r}"
        return f"{told}; {self._unseen}" if self._unseen else told

    def _is_over(self, deadline: float | None) -> bool:
        return deadline is not None and time.monotonic() >= deadline


def _unseen(client: Client, after: int) -> str:
    """What of what was asked for is not looked at; empty where all of it is."""
    first, standing = client.records.first, client.standing()
    if after + 1 >= first:
        if standing is None or after >= standing.seq:
            return ""
        return f"header blocks before {standing.seq:,} could not be read (--after 0 reads all)"
    if client.records.lost >= first - 1:
        return f"records before {first:,} are gone (serve --quiet keeps few; --keep says how many)"
    return f"records before {first:,} were not looked at (--after 0 looks at all)"
