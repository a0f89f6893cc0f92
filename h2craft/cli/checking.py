"""Checking from the command line: which cases, which client, one of three ways, an exit status.

Knows the check room; what is shown and written is told by `checked` and `checkreport`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from h2craft.check import (
    CaseResult,
    Choice,
    Client,
    CommandClient,
    NoSuchCase,
    Serving,
    Suite,
    SuiteOptions,
    judged_again,
    overall,
    profile,
    saved_runs,
)
from h2craft.cli import explaining
from h2craft.cli.checked import line_of, listed
from h2craft.cli.checkreport import Report, Who, printed
from h2craft.cli.errors import CANNOT_GO_ON, INTERRUPTED, USAGE, Failure, reason
from h2craft.cli.opening import failures
from h2craft.cli.output import terminal_width
from h2craft.cli.progress import ProgressLine
from h2craft.cli.signals import end_in_order
from h2craft.explain import command_lines
from h2craft.judge import CHECKS, Case, CaseError, Check, cases
from h2craft.scenario import ScenarioError


class NothingWorks(Failure):
    """The client cannot be checked at all."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is meant.

    cases   to be told of
    checks  passive ones to be told of
    more    cases that are run for the passive checks alone: somebody has to speak
    """

    cases: list[Case]
    checks: list[Check]
    more: list[Case]

    @property
    def run(self) -> list[Case]:
        return [*self.cases, *self.more]

    def rows(self, done: Sequence[CaseResult]) -> list[CaseResult]:
        """The cases that were asked for, and passive checks over all that was run."""
        wanted = {case.id for case in self.cases}
        checks = {check.id for check in self.checks}
        passive = [one for one in overall(done) if one.id in checks]
        return [*(one for one in done if one.id in wanted), *passive]


def perform(command: tuple[str, ...] | None, given: Mapping[str, Any]) -> int:
    """Do what is asked; returns the exit status. Failure where it cannot go on."""
    chosen = _chosen(given)
    if given["listing"]:
        printed(listed(chosen.cases, chosen.checks, width=terminal_width()), given)
        return 0
    report = Report(given)
    with failures():
        if given["judged"] is not None:
            return _judge(chosen, report, given)
        if given["serving"]:
            return asyncio.run(_serve(chosen, report, given))
        client = _client(command, given)
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


# Which cases, and with whom


def _chosen(given: Mapping[str, Any]) -> Chosen:
    try:
        known = cases()
    except CaseError as error:
        raise Failure(str(error)) from error
    checks = {check.id: check for check in CHECKS}
    listed: list[Case | Check] = [case for case in known if case.id not in checks]
    listed += CHECKS
    choice = Choice(
        only=(*given["only"], *given["explained"]),
        skip=given["skip"],
        groups=tuple(group.upper() for group in given["groups"]),
        tags=given["tags"],
    )
    try:
        found = choice.of(listed, _group, _tags)
    except NoSuchCase as error:
        raise click.UsageError(str(error)) from error
    chosen = [one for one in found if isinstance(one, Case)]
    wanted = [one for one in found if isinstance(one, Check)]
    names = {check.id for check in wanted}
    more = [case for case in known if case.id in names]
    if wanted and not chosen:
        more += [case for case in known if case.group == "A"]
    return Chosen(cases=chosen, checks=wanted, more=more)


def _group(one: Case | Check) -> str:
    return one.group if isinstance(one, Case) else "E"


def _tags(one: Case | Check) -> tuple[str, ...]:
    if isinstance(one, Case):
        return one.tags
    return ("check", "star") if one.star else ("check",)


def _client(command: tuple[str, ...] | None, given: Mapping[str, Any]) -> Client:
    if command is None:
        return _profile(given["profile"])
    try:
        client = CommandClient(command)
    except ScenarioError as error:
        raise click.UsageError(str(error)) from error
    if not client.takes_url:
        raise click.UsageError("the client command has no {url}: it cannot know where to ask")
    return client


def _profile(name: str) -> Client:
    try:
        found = profile(name)
    except ScenarioError as error:
        raise click.UsageError(str(error)) from error
    if trouble := found.prepare():
        raise NothingWorks(f"{name}: {trouble}")
    return found


def _options(given: Mapping[str, Any]) -> SuiteOptions:
    usual = SuiteOptions()
    seconds, traces = given["timeout"], given["traces"]
    if traces is not None:
        try:
            traces.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(f"cannot make the folder {traces}: {reason(error)}") from error
    return SuiteOptions(
        jobs=given["jobs"] or usual.jobs,
        timeout=seconds or usual.timeout,
        abuse_timeout=seconds or usual.abuse_timeout,
        h2c=given["h2c"],
        traces=traces,
        host=given["host"],
    )


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
    suite = Suite(client, _options(given))
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
    who = Who(name=client.name, version=client.version or calibration.agent, words=tuple(words))
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
    serving = Serving(chosen.run, _options(given), _teller(given), port=given["port"])
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
