"""Which cases are meant, with which client, and how: from options to values. Runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from h2craft.check import (
    CaseResult,
    Choice,
    Client,
    CommandClient,
    NoSuchCase,
    Profile,
    SuiteOptions,
    overall,
    profile,
)
from h2craft.cli.errors import USAGE, Failure, reason
from h2craft.explain import counted
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
    unread  files of cases that nobody can run, each with the reason
    """

    cases: list[Case]
    checks: list[Check]
    more: list[Case]
    unread: list[str]

    @property
    def run(self) -> list[Case]:
        return [*self.cases, *self.more]

    def unread_first(self) -> None:
        """Say which files nobody can run, before the others are."""
        for trouble in self.unread:
            click.echo(f"this case cannot be read, and is not run: {trouble}", err=True)

    def unread_last(self) -> bool:
        """Say it again, where it is not overlooked; whether there are any."""
        if self.unread:
            click.echo(
                f"not run, as they cannot be read: {counted(len(self.unread), 'case')}", err=True
            )
        return bool(self.unread)

    def rows(self, done: Sequence[CaseResult]) -> list[CaseResult]:
        """The cases that were asked for, and passive checks over all that was run."""
        wanted = {case.id for case in self.cases}
        checks = {check.id for check in self.checks}
        passive = [one for one in overall(done) if one.id in checks]
        return [*(one for one in done if one.id in wanted), *passive]


def chosen_of(given: Mapping[str, Any]) -> Chosen:
    """The cases that are meant. UsageError where a pattern means none."""
    unread: list[CaseError] = []
    known = cases(unread=unread)
    checks = {check.id: check for check in CHECKS}
    listed: list[Case | Check] = [case for case in known if case.id not in checks]
    listed += CHECKS
    choice = Choice(
        only=(*given["only"], *given.get("explained", ())),
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
    return Chosen(cases=chosen, checks=wanted, more=more, unread=list(map(str, unread)))


def _group(one: Case | Check) -> str:
    return one.group if isinstance(one, Case) else "E"


def _tags(one: Case | Check) -> tuple[str, ...]:
    if isinstance(one, Case):
        return one.tags
    return ("check", "star") if one.star else ("check",)


def client_of(command: tuple[str, ...] | None, given: Mapping[str, Any]) -> Client:
    """A command, or else a profile."""
    if command is None:
        return profile_of(given["profile"])
    try:
        client = CommandClient(command)
    except ScenarioError as error:
        raise click.UsageError(str(error)) from error
    if not client.takes_url:
        raise click.UsageError("the client command has no {url}: it cannot know where to ask")
    return client


def profile_of(name: str) -> Profile:
    """A client that is known, ready to be started. NothingWorks says what it lacks."""
    try:
        found = profile(name)
    except ScenarioError as error:
        raise click.UsageError(str(error)) from error
    if trouble := found.prepare():
        raise NothingWorks(f"{name}: {trouble}")
    return found


def options_of(given: Mapping[str, Any]) -> SuiteOptions:
    """How the suite is run. Failure where traces have no place."""
    usual = SuiteOptions()
    seconds, traces = given["timeout"], given.get("traces")
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
        keep_tls=given.get("keep_tls", False),
        host=given["host"],
    )
