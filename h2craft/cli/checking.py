"""Checking from the command line: which cases, which client, one of three ways, an exit status.

Knows the check room; what is shown and written is told by `checked` and `checkreport`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from h2craft.check import (
    CaseResult,
    Client,
    Serving,
    Suite,
    judged_again,
    saved_runs,
)
from h2craft.cli import explaining
from h2craft.cli.checked import line_of, listed
from h2craft.cli.checkreport import Report, Who, printed, who_is
from h2craft.cli.choosing import Chosen, NothingWorks, chosen_of, client_of, options_of
from h2craft.cli.errors import CANNOT_GO_ON, INTERRUPTED, Failure
from h2craft.cli.opening import failures
from h2craft.cli.output import terminal_width
from h2craft.cli.progress import ProgressLine
from h2craft.cli.signals import end_in_order
from h2craft.explain import command_lines
from h2craft.scenario import ScenarioError


def perform(command: tuple[str, ...] | None, given: Mapping[str, Any]) -> int:
    """Do what is asked; returns the exit status. Failure where it cannot go on."""
    chosen = chosen_of(given)
    chosen.unread_first()
    if given["listing"]:
        printed(listed(chosen.cases, chosen.checks, width=terminal_width()), given)
        return _status(not chosen.unread)
    status = _perform(command, chosen, given)
    return status or _status(not chosen.unread_last())


def _perform(command: tuple[str, ...] | None, chosen: Chosen, given: Mapping[str, Any]) -> int:
    report = Report(given)
    with failures():
        if given["judged"] is not None:
            return _judge(chosen, report, given)
        if given["serving"]:
            return asyncio.run(_serve(chosen, report, given))
        client = client_of(command, given)
        with _traces(given) as traces:
            told = {**given, "traces": traces}
            return asyncio.run(_run(client, command or (), chosen, report, told))


@contextlib.contextmanager
def _traces(given: Mapping[str, Any]) -> Iterator[Path | None]:
    """Where runs are kept: a story is told of records, also where nobody wants to keep them."""
    if given["traces"] is not None or not given["explained"]:
        yield given["traces"]
        return
    with tempfile.TemporaryDirectory(prefix="h2craft-check-") as folder:
        yield Path(folder)


def _status(good: bool) -> int:
    return 0 if good else CANNOT_GO_ON


# With a client


async def _run(
    client: Client,
    words: Sequence[str],
    chosen: Chosen,
    report: Report,
    given: Mapping[str, Any],
) -> int:
    stop = _stopping()
    suite = Suite(client, options_of(given))
    calibration = await suite.calibrate()
    if calibration.trouble:
        raise NothingWorks(calibration.trouble)
    for remark in calibration.remarks:
        click.echo(f"{client.name}: {remark}", err=True)
    progress = ProgressLine(sys.stderr)
    try:
        done = await suite.run(chosen.run, progress.show, stop=stop)
    finally:
        progress.clear()
    results = chosen.rows(done)
    who = who_is(client, calibration.agent, words)
    if given["explained"]:
        how = ("--", *words) if words else ("--profile", str(given["profile"]))
        explaining.tell(results, how, given)
    good = report.give(results, who, left=len(chosen.run) - len(done))
    return INTERRUPTED if stop.is_set() else _status(good)


def _stopping() -> asyncio.Event:
    """Set by the first signal."""
    stop = asyncio.Event()
    end_in_order(asyncio.get_running_loop(), stop.set)
    return stop


# Without one


def _judge(chosen: Chosen, report: Report, given: Mapping[str, Any]) -> int:
    """Runs that were kept, judged again."""
    try:
        runs = saved_runs(given["judged"])
        results = chosen.rows(list(judged_again(chosen.run, runs)))
    except ScenarioError as error:
        raise Failure(str(error)) from error
    if not any(one.runs for one in results):
        raise Failure(f"none of the runs in {given['judged']} is of a case that is meant")
    words = runs[0].client.words
    if given["explained"]:
        explaining.tell(results, (), given)
    return _status(report.give(results, Who(name=words[0] if words else "", words=words)))


async def _serve(chosen: Chosen, report: Report, given: Mapping[str, Any]) -> int:
    """Cases by path, until Ctrl-C."""
    stop = _stopping()
    serving = Serving(chosen.run, options_of(given), _teller(given), port=given["port"])
    click.echo(f"listening {serving.url}  {len(chosen.run)} cases", err=True)
    click.echo(f"  {command_lines(serving.about)[0]}", err=True)
    click.echo("ready", err=True)
    await serving.run(stop)
    results = chosen.rows(serving.results)
    visited = [one for one in results if one.runs]
    return _status(report.give(visited, Who(name="--serve")))


def _teller(given: Mapping[str, Any]) -> Callable[[CaseResult], object]:
    def tell(result: CaseResult) -> None:
        printed([line_of(result, terminal_width())], given)

    return tell
