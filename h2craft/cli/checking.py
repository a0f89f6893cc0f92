"""Checking from the command line: the loop, the signals, progress, reports, the exit status.

Knows the check room and the terminal; options are read elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from h2craft import __version__
from h2craft.check import (
    CaseResult,
    Choice,
    Client,
    CommandClient,
    NoSuchCase,
    Suite,
    SuiteOptions,
    document,
    overall,
)
from h2craft.cli.checked import Line, lines_of, listed
from h2craft.cli.errors import CANNOT_GO_ON, INTERRUPTED, USAGE, Failure, reason
from h2craft.cli.opening import failures
from h2craft.cli.output import coloured, terminal_width
from h2craft.cli.progress import ProgressLine
from h2craft.cli.signals import end_in_order
from h2craft.judge import CHECKS, Case, CaseError, Check, Outcome, cases
from h2craft.scenario import ScenarioError


class NothingWorks(Failure):
    """The client cannot be checked at all."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What is meant.

    cases   to be told of
    checks  passive ones to be told of
    more    cases that are run for the passive checks alone: somebody has to speak
    """

    cases: list[Case]
    checks: list[Check]
    more: list[Case]


def perform(command: tuple[str, ...] | None, given: Mapping[str, Any]) -> int:
    """Do what is asked; returns the exit status. Failure where it cannot go on."""
    chosen = _chosen(given)
    if given["listing"]:
        _write(listed(chosen.cases, chosen.checks, width=terminal_width()), given)
        return 0
    client = _client(command, given)
    checking = _Checking(client, command or (), chosen, given)
    with failures():
        asyncio.run(checking.run())
    return checking.status


def _chosen(given: Mapping[str, Any]) -> _Chosen:
    try:
        known = cases()
    except CaseError as error:
        raise Failure(str(error)) from error
    checks = {check.id: check for check in CHECKS}
    listed: list[Case | Check] = [case for case in known if case.id not in checks]
    listed += CHECKS
    choice = Choice(
        only=given["only"],
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
    return _Chosen(cases=chosen, checks=wanted, more=more)


def _group(one: Case | Check) -> str:
    return one.group if isinstance(one, Case) else "E"


def _tags(one: Case | Check) -> tuple[str, ...]:
    if isinstance(one, Case):
        return one.tags
    return ("check", "star") if one.star else ("check",)


def _client(command: tuple[str, ...] | None, given: Mapping[str, Any]) -> Client:
    if command is not None:
        try:
            client = CommandClient(command)
        except ScenarioError as error:
            raise click.UsageError(str(error)) from error
        if not client.takes_url:
            raise click.UsageError("the client command has no {url}: it cannot know where to ask")
        return client
    from h2craft.check.profiles import profile

    try:
        return profile(given["profile"])
    except ScenarioError as error:
        raise click.UsageError(str(error)) from error


class _Checking:
    """One call of `h2craft check` with a client."""

    def __init__(
        self,
        client: Client,
        words: Sequence[str],
        chosen: _Chosen,
        given: Mapping[str, Any],
    ) -> None:
        self._words = words
        self._chosen = chosen
        self._given = given
        self._suite = Suite(client, _options(given))
        self._results: list[CaseResult] = []
        self._stop: asyncio.Event

    @property
    def status(self) -> int:
        if self._stop.is_set():
            return INTERRUPTED
        bad = {Outcome.FAIL, Outcome.INCONCLUSIVE}
        if self._given["strict"]:
            bad.add(Outcome.PASS_LENIENT)
        return CANNOT_GO_ON if any(one.outcome in bad for one in self._results) else 0

    async def run(self) -> None:
        self._stop = asyncio.Event()
        end_in_order(asyncio.get_running_loop(), self._stop.set)
        began = asyncio.get_running_loop().time()
        calibration = await self._suite.calibrate()
        if calibration.trouble:
            raise NothingWorks(calibration.trouble)
        for remark in calibration.remarks:
            click.echo(f"h2craft: {self._suite.client.name}: {remark}", err=True)
        progress = ProgressLine(sys.stderr)
        try:
            cases = [*self._chosen.cases, *self._chosen.more]
            done = await self._suite.run(cases, progress.show, stop=self._stop)
        finally:
            progress.clear()
        self._results = self._told(done)
        self._report(asyncio.get_running_loop().time() - began)

    def _told(self, done: Sequence[CaseResult]) -> list[CaseResult]:
        """The rows: cases that were asked for, and passive checks over all that was run."""
        wanted = {case.id for case in self._chosen.cases}
        checks = {check.id for check in self._chosen.checks}
        rows = [one for one in overall(done) if one.id in checks]
        return [*(one for one in done if one.id in wanted), *rows]

    def _report(self, seconds: float) -> None:
        given = self._given
        if given["json_file"] is not None:
            _save(given["json_file"], json.dumps(self._document(), indent=1) + "\n")
        colour = coloured(given["color"])
        lines = lines_of(self._results, width=terminal_width(), seconds=seconds)
        to_stderr = str(given["json_file"]) == "-"
        for line in lines:
            click.echo(line.styled(colour and not to_stderr), err=to_stderr)
        if self._stop.is_set():
            done = sum(one.group != "E" for one in self._results)
            left = len(self._chosen.cases) - done
            click.echo(f"interrupted: {left} cases were not done", err=True)

    def _document(self) -> dict[str, Any]:
        client, calibration = self._suite.client, self._suite.calibration
        agent = "" if calibration is None else calibration.agent
        who = {"name": client.name, "version": client.version or agent, "words": [*self._words]}
        made = document(
            self._results,
            version=__version__,
            client=who,
            date=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        return {**made, "interrupted": True} if self._stop.is_set() else made


def _options(given: Mapping[str, Any]) -> SuiteOptions:
    usual = SuiteOptions()
    seconds = given["timeout"]
    if given["traces"] is not None:
        try:
            given["traces"].mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(f"cannot make the folder {given['traces']}: {reason(error)}") from error
    return SuiteOptions(
        jobs=given["jobs"] or usual.jobs,
        timeout=seconds or usual.timeout,
        abuse_timeout=seconds or usual.abuse_timeout,
        h2c=given["h2c"],
        traces=given["traces"],
        host=given["host"],
    )


def _save(file: Path, text: str) -> None:
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise Failure(f"cannot write {file}: {reason(error)}") from error


def _write(lines: Sequence[Line], given: Mapping[str, Any]) -> None:
    colour = coloured(given["color"])
    for line in lines:
        click.echo(line.styled(colour))
