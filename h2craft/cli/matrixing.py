"""Several clients, one after the other: their results, the table, the files.

Knows the check room and the terminal.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from h2craft import __version__
from h2craft.check import (
    HEADS,
    PROFILES,
    CaseResult,
    Profile,
    Suite,
    available,
    markdown,
    page,
    profile,
    read_documents,
    rows,
)
from h2craft.cli.checkreport import (
    STDOUT,
    check_file,
    client_document,
    fail_for,
    save_all,
    who_is,
)
from h2craft.cli.choosing import Chosen, chosen_of, options_of
from h2craft.cli.errors import CANNOT_GO_ON, INTERRUPTED, Failure
from h2craft.cli.opening import failures
from h2craft.cli.progress import ProgressLine
from h2craft.cli.signals import end_in_order
from h2craft.judge import Outcome
from h2craft.scenario import ScenarioError

ALL = "all"
_FILES = ("html_file", "json_file", "markdown_file")
Document = Mapping[str, Any]


@dataclass(slots=True)
class _Done:
    """What there is so far.

    troubles  clients that could not be run, each with the reason
    """

    documents: list[Document]
    troubles: list[str]
    interrupted: bool = False


def perform(given: Mapping[str, Any]) -> int:
    """Do what is asked; returns the exit status. Failure where it cannot go on."""
    if given["listing"]:
        for line in _listed():
            click.echo(line)
        return 0
    for name in _FILES:
        if given[name] is not None:
            check_file(given[name])
    done = _Done(_read(given["files"]), [])
    clients = _clients(given["profiles"], done)
    unread = False
    if clients:
        chosen = chosen_of(given)
        chosen.unread_first()
        with failures():
            asyncio.run(_run(clients, chosen, given, done))
        unread = chosen.unread_last()
    _report(done, given)
    if done.interrupted:
        return INTERRUPTED
    return CANNOT_GO_ON if done.troubles or unread else 0


def _listed() -> Iterator[str]:
    """Each client that is known: whose HTTP/2 it has, and what it lacks here."""
    names, engines = max(map(len, PROFILES)), max(len(one.engine) for one in PROFILES.values())
    for one in PROFILES.values():
        yield f"{one.name:<{names}}  {one.engine:<{engines}}  {one.missing() or one.about}"


def _read(files: Sequence[Path]) -> list[Document]:
    try:
        return [document for file in files for document in read_documents(file)]
    except ScenarioError as error:
        raise Failure(str(error)) from error


def _clients(names: str | None, done: _Done) -> list[Profile]:
    """Those that can be started; of the others it is told why not."""
    try:
        wanted = _wanted(names)
    except ScenarioError as error:
        raise click.UsageError(str(error)) from error
    ready = []
    for one in wanted:
        if trouble := one.prepare():
            done.troubles.append(f"{one.name}: {trouble}")
            click.echo(done.troubles[-1], err=True)
        else:
            ready.append(one)
    return ready


def _wanted(names: str | None) -> list[Profile]:
    chosen = [name.strip() for name in (names or "").split(",") if name.strip()]
    if chosen == [ALL]:
        return available()
    return [profile(name) for name in dict.fromkeys(chosen)]


async def _run(
    clients: Sequence[Profile], chosen: Chosen, given: Mapping[str, Any], done: _Done
) -> None:
    stop = asyncio.Event()
    end_in_order(asyncio.get_running_loop(), stop.set)
    for number, client in enumerate(clients, 1):
        if stop.is_set():
            break
        suite = Suite(client, options_of(given))
        calibration = await suite.calibrate()
        if calibration.trouble:
            done.troubles.append(f"{client.name}: {calibration.trouble}")
            click.echo(done.troubles[-1], err=True)
            continue
        progress = ProgressLine(sys.stderr, f"{client.name} ({number} of {len(clients)}) ")
        try:
            found = await suite.run(chosen.run, progress.show, stop=stop)
        finally:
            progress.clear()
        results = chosen.rows(found)
        click.echo(_line(client, results, number, len(clients)), err=True)
        who = who_is(client, calibration.agent).to_json()
        done.documents.append(client_document(results, who, interrupted=stop.is_set()))
    done.interrupted = stop.is_set()


def _line(client: Profile, results: Sequence[CaseResult], number: int, of: int) -> str:
    """What stays of the progress: "3 of 12  node 24.19.0: 75 passed, 6 failed, 10 skipped"."""
    counts = Counter(_COUNTED[result.outcome] for result in results)
    said = ", ".join(f"{counts[word]} {word}" for word in dict.fromkeys(_COUNTED.values()))
    return f"{number} of {of}  {client.version}: {said}"


_COUNTED = {
    Outcome.PASS: "passed",
    Outcome.PASS_LENIENT: "passed",
    Outcome.FAIL: "failed",
    Outcome.INCONCLUSIVE: "unclear",
    Outcome.SKIPPED: "skipped",
}


def _report(done: _Done, given: Mapping[str, Any]) -> None:
    if not done.documents:
        return
    files = {name: given[name] for name in _FILES if given[name] is not None}
    together = {"h2craft": __version__, "clients": done.documents}
    texts = {
        "html_file": lambda: page(done.documents),
        "json_file": lambda: json.dumps(together, indent=1) + "\n",
        "markdown_file": lambda: markdown(done.documents),
    }
    troubles = save_all((file, texts[name]()) for name, file in files.items())
    if STDOUT not in map(str, files.values()):
        for line in _table(done.documents):
            click.echo(line)
    fail_for(troubles)


def _table(documents: Sequence[Document]) -> Iterator[str]:
    """The table for a terminal: columns as wide as what they hold."""
    lines = [HEADS, *rows(documents)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    for line in lines:
        cells = (
            f"{cell:<{width}}" if column < 3 else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
