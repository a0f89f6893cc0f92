"""What `h2craft check` shows in the end, and the files it writes. Runs nothing.

Files are looked at before anything is run, and written whatever ends the run.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft import __version__
from h2craft.check import (
    Change,
    Client,
    Compared,
    Profile,
    compared,
    document,
    junit,
    page,
    read_baseline,
)
from h2craft.cli.checked import Line, lines_of
from h2craft.cli.errors import Failure, reason
from h2craft.cli.output import coloured, terminal_width
from h2craft.explain import counted
from h2craft.judge import Outcome
from h2craft.scenario import ScenarioError, write_new

if TYPE_CHECKING:
    from h2craft.check import CaseResult

STDOUT = "-"
_FILES = ("json_file", "junit_file", "html_file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The client, as it is reported."""

    name: str
    version: str = ""
    engine: str = ""
    profile: str = ""
    words: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "engine": self.engine,
            "profile": self.profile,
            "words": list(self.words),
        }


def who_is(client: Client, agent: str, words: Sequence[str] = ()) -> Who:
    """A client by what is known of it; `agent` is what it calls itself on the wire."""
    if isinstance(client, Profile):
        version, engine = client.versions
        return Who(
            name=client.name,
            version=version or agent,
            engine=engine or client.engine,
            profile=client.name,
        )
    return Who(name=client.name, version=client.version or agent, words=tuple(words))


class Report:
    """See the module. Failure where a file cannot be written to, or the baseline not be read."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._began = time.monotonic()
        self._baseline = _baseline(given["baseline"])
        self._files = {name: given[name] for name in _FILES if given[name] is not None}
        if sum(str(file) == STDOUT for file in self._files.values()) > 1:
            raise click.UsageError("only one report can be on standard output")
        for file in self._files.values():
            check_file(file)

    def give(self, results: Sequence[CaseResult], who: Who, *, left: int = 0) -> bool:
        """All of it; whether what there is can be accepted. `left` is how many cases were not
        done when somebody ended it."""
        strict = bool(self._given["strict"])
        changes = [] if self._baseline is None else compared(results, self._baseline, strict=strict)
        made = client_document(results, who.to_json(), interrupted=left > 0)
        troubles = save_all(
            (file, _WRITERS[name](made, results, changes, strict))
            for name, file in self._files.items()
        )
        seconds = time.monotonic() - self._began
        known = {one.result.id for one in changes if one.change is Change.KNOWN}
        lines = lines_of(results, width=terminal_width(), seconds=seconds, known=known)
        if not self._given["explained"]:  # the story has been told
            printed([*lines, *_changed(changes)], self._given)
        if left:
            click.echo(f"interrupted: {counted(left, 'case')} not done", err=True)
        fail_for(troubles)
        if self._baseline is not None:
            return not any(one.change is Change.NEW for one in changes)
        return not any(_is_bad(one, strict) for one in results)


def _is_bad(result: CaseResult, strict: bool) -> bool:
    bad = {Outcome.FAIL, Outcome.INCONCLUSIVE} | ({Outcome.PASS_LENIENT} if strict else set())
    return result.outcome in bad


def _changed(changes: Sequence[Compared]) -> list[Line]:
    """What differs from the baseline, in a few words."""
    if not changes:
        return []
    count = {change: sum(one.change is change for one in changes) for change in Change}
    lines = [Line(f"baseline: {count[Change.NEW]} new, {count[Change.KNOWN]} known")]
    for one in changes:
        if one.change is Change.MENDED:
            text = f"mended    {one.result.id}: it was {one.before}, and is {one.result.outcome}"
            lines.append(Line(text, len("mended"), "green"))
    return lines


def _baseline(file: Path | None) -> dict[str, Outcome] | None:
    try:
        return None if file is None else read_baseline(file)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def _as_json(made: Any, results: Any, changes: Any, strict: bool) -> str:
    return json.dumps(made, indent=1) + "\n"


def _as_junit(made: Any, results: Any, changes: Any, strict: bool) -> str:
    name, date = made["client"]["name"], made["date"]
    return junit(results, client=name, date=date, strict=strict, compared=changes)


def _as_html(made: Any, results: Any, changes: Any, strict: bool) -> str:
    return page([made])


_WRITERS = {"json_file": _as_json, "junit_file": _as_junit, "html_file": _as_html}


def printed(lines: Iterable[Line], given: Mapping[str, Any]) -> None:
    """Lines, where a report is not: on standard error if that is on standard output."""
    taken = STDOUT in {str(given[name]) for name in _FILES}
    colour = coloured(given["color"]) and not taken
    for line in lines:
        click.echo(line.styled(colour), err=taken)
    sys.stdout.flush()


def client_document(
    results: Sequence[CaseResult], client: Mapping[str, Any], *, interrupted: bool = False
) -> dict[str, Any]:
    """What `--json` writes of one client."""
    date = datetime.now(UTC).isoformat(timespec="seconds")
    made = document(results, version=__version__, client=client, date=date)
    return {**made, "interrupted": True} if interrupted else made


def check_file(file: Path) -> None:
    """Whether it could be written: nobody wants to learn that after a minute."""
    if str(file) == STDOUT:
        return
    folder = file.absolute().parent
    if not folder.is_dir():
        raise Failure(f"cannot write {file}: there is no folder {folder}")
    if file.is_dir():
        raise Failure(f"cannot write {file}: is a folder")
    if not os.access(folder, os.W_OK):
        raise Failure(f"cannot write {file}: nothing can be written in {folder}")


def save(file: Path, text: str) -> None:
    """All of it or nothing, over what is there. Failure where that cannot be."""
    if str(file) == STDOUT:
        click.echo(text, nl=False)
        return
    try:
        if file.exists() and not file.is_file():  # a pipe, a device: it cannot be replaced
            file.write_text(text, "utf-8")
        else:
            write_new(Path(os.path.realpath(file)), text, force=True)
    except OSError as error:
        raise Failure(f"cannot write {file}: {reason(error)}") from error


def save_all(files: Iterable[tuple[Path, str]]) -> list[str]:
    """Each that can be written; what stood in the way of the others."""
    troubles = []
    for file, text in files:
        try:
            save(file, text)
        except Failure as failure:
            troubles.append(failure.message)
    return troubles


def fail_for(troubles: Sequence[str]) -> None:
    """Failure where there are any. Said last: nobody runs a client again for a full disk."""
    if troubles:
        raise Failure("\n".join(troubles))
