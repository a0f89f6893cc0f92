"""What `h2craft check` shows in the end, and the files it writes. Runs nothing.

Files are looked at before anything is run, and written whatever ends the run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft import __version__
from h2craft.check import document
from h2craft.cli.checked import Line, lines_of
from h2craft.cli.errors import Failure, reason
from h2craft.cli.output import coloured, terminal_width

if TYPE_CHECKING:
    from h2craft.check import CaseResult

STDOUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The client, as it is reported."""

    name: str
    version: str = ""
    words: tuple[str, ...] = ()


class Report:
    """See the module. Failure where a file cannot be written to."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._json: Path | None = given["json_file"]
        self._began = time.monotonic()
        for file in (self._json,):
            _check(file)

    def give(self, results: Sequence[CaseResult], who: Who, *, left: int = 0) -> None:
        """All of it. `left` is how many cases were not done when somebody ended it."""
        if self._json is not None:
            made = _document(results, who, interrupted=left > 0)
            _save(self._json, json.dumps(made, indent=1) + "\n")
        seconds = time.monotonic() - self._began
        printed(lines_of(results, width=terminal_width(), seconds=seconds), self._given)
        if left:
            click.echo(f"interrupted: {left} cases were not done", err=True)


def printed(lines: Iterable[Line], given: Mapping[str, Any]) -> None:
    """Lines, where a report is not: on standard error if that is on standard output."""
    taken = str(given["json_file"]) == STDOUT
    colour = coloured(given["color"]) and not taken
    for line in lines:
        click.echo(line.styled(colour), err=taken)
    sys.stdout.flush()


def _document(results: Sequence[CaseResult], who: Who, *, interrupted: bool) -> dict[str, Any]:
    made = document(
        results,
        version=__version__,
        client={"name": who.name, "version": who.version, "words": list(who.words)},
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return {**made, "interrupted": True} if interrupted else made


def _check(file: Path | None) -> None:
    """Whether it could be written: nobody wants to learn that after a minute."""
    if file is None or str(file) == STDOUT:
        return
    if not file.absolute().parent.is_dir():
        raise Failure(f"cannot write {file}: there is no folder {file.absolute().parent}")


def _save(file: Path, text: str) -> None:
    if str(file) == STDOUT:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise Failure(f"cannot write {file}: {reason(error)}") from error
