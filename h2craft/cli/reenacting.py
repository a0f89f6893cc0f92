"""A client's script done again: `h2craft connect URL --replay FILE`. Knows the client and a file.

What the script prints goes to standard output, what became of it to standard error.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure

if TYPE_CHECKING:
    from h2craft.client import LocalClient
    from h2craft.trace import Record

LOOK_SECONDS = 0.05
PAGE = 1_000
NOT_DONE = 1


def refuse_others(file: Path) -> None:
    """Failure for what is no client's script, before anything is opened. Runs nothing of it."""
    from h2craft.scenario import ScenarioError, read_source, refuse_server

    try:
        refuse_server(read_source(file), str(file))
    except ScenarioError as error:
        raise Failure(str(error)) from error


def reenact(client: LocalClient, file: Path) -> int:
    """Do what the script does on the connection there is; the exit status."""
    number = next(iter(client.engine.links), 0)
    future = client.enact(number, str(file))
    acts = _follow(client, future)
    came = future.result()
    for trouble in client.troubles:
        click.echo(f"h2craft: {trouble}", err=True)
    if not came.done:
        if came.trace:
            click.echo(came.trace, err=True)
        click.echo(f"h2craft: not done: {came.trouble}", err=True)
        return NOT_DONE
    from h2craft.explain import counted

    click.echo(f"h2craft: done: {counted(acts, 'act')} in {came.seconds:.2f} s", err=True)
    return 0


def _follow(client: LocalClient, future: Future[Any]) -> int:
    """Pass on what the script prints, until it has ended; how many acts it has done."""
    after, acts, over = 0, 0, False
    while not over:
        over = _ended(future)
        while found := client.records.read(after, PAGE):
            after = found[-1].seq
            acts += sum(map(_counts, found))
            for record in found:
                _pass_on(record)
    sys.stdout.flush()
    return acts


def _ended(future: Future[Any]) -> bool:
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


def _pass_on(record: Record) -> None:
    from h2craft.trace import Kind

    if record.kind == Kind.PRINTED and isinstance(record.detail, dict):
        click.echo(str(record.detail.get("text", "")))
