"""A client's script done again: `h2craft connect URL --replay FILE`. Knows the client and a file.

What the script prints goes to standard output (with --json to standard error), what became of it to
standard error; of --compare, what is not the same, to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.comparing import rules_of
from h2craft.cli.errors import Failure

if TYPE_CHECKING:
    from h2craft.client import LocalClient
    from h2craft.replay import Answered
    from h2craft.scenario import Comparison
    from h2craft.script import Enacted
    from h2craft.trace import Record

LOOK_SECONDS = 0.05
REST_SECONDS = 2.0
"""How long a server may take to say what it said to the recorded one, once the script is over."""

PAGE = 1_000
NOT_DONE = 1


def refuse_others(file: Path) -> None:
    """Failure for what is no client's script, before anything is opened. Runs nothing of it."""
    from h2craft.scenario import ScenarioError, read_source, refuse_server

    try:
        refuse_server(read_source(file), str(file))
    except ScenarioError as error:
        raise Failure(str(error)) from error


def check_comparing(given: Mapping[str, Any]) -> None:
    """A usage error for options about a comparison that nobody wants."""
    if given["compare"] and not given["script"]:
        raise click.UsageError("--compare goes with --replay: a script that was recorded")
    for name in ("against", "vary", "exact"):
        if given[name] and not given["compare"]:
            raise click.UsageError(f"--{name} says what of --compare")
    if given["as_json"] and not given["script"]:
        raise click.UsageError("--json goes with --replay")


def answered_of(given: Mapping[str, Any]) -> Answered | None:
    """What listens to the server for --compare; Failure for nothing to compare with."""
    if not given["compare"]:
        return None
    from h2craft.cli.opened import open_trace
    from h2craft.replay import Answered, recorded_in, traced_in
    from h2craft.scenario import ScenarioError

    rules, against = rules_of(given), given["against"]
    try:
        if against is None:
            return Answered(recorded_in(given["script"]), rules)
        return Answered(traced_in(open_trace(against), against), rules)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def reenact(
    client: LocalClient, file: Path, answered: Answered | None = None, *, as_json: bool = False
) -> int:
    """Do what the script does on the connection there is; the exit status."""
    number = next(iter(client.engine.links), 0)
    following = _Following(client, answered, aside=as_json)
    came = following.until(client.enact(number, str(file)))
    for trouble in client.troubles:
        click.echo(f"h2craft: {trouble}", err=True)
    comparison = following.rest() if answered is not None and came.done else None
    if as_json:
        click.echo(json.dumps(_to_json(client, file, came, following.acts, comparison)))
    else:
        _tell(came, following.acts, comparison)
    return 0 if came.done and (comparison is None or _same(comparison)) else NOT_DONE


def _same(comparison: Comparison) -> bool:
    return comparison.same and comparison.recorded > 0


def _tell(came: Enacted, acts: int, comparison: Comparison | None) -> None:
    from h2craft.explain import counted
    from h2craft.session import visible

    if not came.done:
        if came.trace:
            click.echo(came.trace, err=True)
        click.echo(f"h2craft: not done: {came.trouble}", err=True)
        return
    for line in comparison.lines() if comparison is not None else ():
        click.echo(visible(line))
    click.echo(f"h2craft: done: {counted(acts, 'act')} in {came.seconds:.2f} s", err=True)


def _to_json(
    client: LocalClient, file: Path, came: Enacted, acts: int, comparison: Comparison | None
) -> dict[str, Any]:
    return {
        "script": str(file),
        "url": client.about.urls[0],
        "good": came.done and (comparison is None or _same(comparison)),
        "done": came.done,
        "trouble": came.trouble,
        "acts": acts,
        "seconds": round(came.seconds, 6),
        "comparison": None if comparison is None else comparison.to_json(),
    }


class _Following:
    """Reads along: passes on what the script prints, counts its acts, listens to the server."""

    def __init__(self, client: LocalClient, answered: Answered | None, *, aside: bool) -> None:
        self.acts = 0
        self._records = client.records
        self._answered = answered
        self._aside = aside
        self._after = 0

    def until(self, future: Future[Enacted]) -> Enacted:
        """Until it is over: what came of it."""
        over = False
        while not over:
            over = _ended(future)
            self._catch_up()
        sys.stdout.flush()
        return future.result()

    def rest(self) -> Comparison:
        """What the server has said, once that is the same, or it has had its time."""
        assert self._answered is not None
        until = time.monotonic() + REST_SECONDS
        while True:
            self._catch_up()
            found = self._answered.comparison()
            if found.same or time.monotonic() > until:
                return found
            time.sleep(LOOK_SECONDS)

    def _catch_up(self) -> None:
        while found := self._records.read(self._after, PAGE):
            self._after = found[-1].seq
            self.acts += sum(map(_counts, found))
            for record in found:
                self._pass_on(record)
                if self._answered is not None:
                    self._answered.take(record)

    def _pass_on(self, record: Record) -> None:
        from h2craft.trace import Kind

        if record.kind == Kind.PRINTED and isinstance(record.detail, dict):
            click.echo(str(record.detail.get("text", "")), err=self._aside)


def _ended(future: Future[Enacted]) -> bool:
    """Wait a moment for it."""
    try:
        future.result(LOOK_SECONDS)
    except TimeoutError:
        return False
    return True


def _counts(record: Record) -> int:
    from h2craft.trace import Kind, Origin

    if record.kind == Kind.ACTION_FIRED:
        return record.origin == Origin.SCRIPT
    return -(record.kind == Kind.ACTION_REFUSED)
