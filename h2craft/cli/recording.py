"""Options of recordings, shared by commands, and the file made of one. Knows click, no engine."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure, reason

if TYPE_CHECKING:
    from h2craft.scenario import Load, Recorder

Decorated = Callable[..., Any]

PAUSE = 1.0
OUTPUT = Path("-")
SPOOLED_OCTETS = 1 << 20
NOTHING = "nothing was done that could be recorded"


class TimingType(click.ParamType[float | None]):
    """none, exact, or the seconds from which on a pause is kept."""

    name = "none|exact|SECONDS"

    def convert(self, value: Any, param: Any, ctx: Any) -> float | None:
        word = str(value).strip().lower()
        if word in ("none", "exact"):
            return None if word == "none" else 0.0
        try:
            seconds = float(word)
        except ValueError:
            seconds = -1.0
        if not isfinite(seconds) or seconds < 0:
            self.fail(f"{value!r} is not none, exact or a number of seconds", param, ctx)
        return seconds


RECORD = click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="OUT.py",
    help="Write what was done as a handler script that does the same for the next client.",
)

RECORDING = (
    click.option(
        "--timing",
        type=TimingType(),
        default=str(int(PAUSE)),
        metavar="none|exact|SECONDS",
        help="Pauses of the recording: those of SECONDS and more (1 by default), none, or exact.",
    ),
    click.option("--replies", is_flag=True, help="Record automatic replies as acts as well."),
    click.option(
        "--keep-secrets",
        is_flag=True,
        help="Keep the values of authorization, cookie and set-cookie in the recording.",
    ),
    click.option(
        "--title", metavar="TEXT", default="", help="First line of the recording's docstring."
    ),
    click.option("--force", is_flag=True, help="Write over a file that is there."),
)
"""How a recording is written."""

_KNOBS = ("timing", "replies", "keep_secrets", "title", "force")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Where a recording goes, and how it is written; see `scenario.render` for `pause`."""

    path: Path
    pause: float | None = PAUSE
    replies: bool = False
    keep_secrets: bool = False
    title: str = ""
    force: bool = False

    def recorder(self, **more: Any) -> Recorder:
        """What takes it down."""
        from h2craft.scenario import Recorder

        return Recorder(replies=self.replies, **more)

    def replaces(self, file: Path) -> bool:
        """Writing it would write over this file, which is there."""
        return self.path != OUTPUT and self.path.exists() and self.path.samefile(file)

    def write(self, recorder: Recorder, load: Load, *, started: str, over: bool = False) -> None:
        """Write what there is, all or nothing; `over`: the file is ours.

        Raises OSError, and ScenarioError where an act cannot be written.
        """
        from h2craft import __version__
        from h2craft.scenario import render, without_secrets, write_new

        score = recorder.score(started=started, program=f"h2craft {__version__}")
        if not self.keep_secrets:
            score, load = without_secrets(score, load)
        pieces = render(score, load, pause=self.pause, title=self.title)
        if self.path == OUTPUT:
            _write_out(pieces)
        else:
            write_new(self.path, pieces, force=self.force or over, remedy="--force writes over it")


def recording_of(
    context: click.Context, given: dict[str, Any], *, exporting: bool = False, piped: bool = False
) -> Recording | None:
    """What the options say, which are taken out of `given`; None where nothing is recorded.

    `exporting`: --force is of use although nothing is recorded; `piped`: `-` is standard output.

    A usage error for knobs of no recording; Failure for a file that cannot be written, before
    anything else is done.
    """
    from click.core import ParameterSource

    path: Path | None = given.pop("record")
    knobs = {name: given.pop(name) for name in _KNOBS}
    if path is None:
        for name in _KNOBS[:-1] if exporting else _KNOBS:
            if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
                more = "; a trace is never written over" if name == "force" else ""
                raise click.UsageError(f"--{name.replace('_', '-')} goes with --record only{more}")
        return None
    made = Recording(path=path, pause=knobs.pop("timing"), **knobs)
    if path != OUTPUT:
        _check(made)
    elif not piped:
        raise Failure("a recording that grows is written to a file, not to standard output")
    return made


def _write_out(pieces: Iterable[str] | Iterable[bytes]) -> None:
    """All of them to standard output, or nothing where one cannot be made."""
    with tempfile.SpooledTemporaryFile(SPOOLED_OCTETS) as made:
        for piece in pieces:
            made.write(
                piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")
            )
        made.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _check(recording: Recording) -> None:
    path, folder = recording.path, recording.path.absolute().parent
    try:
        there = os.path.lexists(path)
        if path.is_dir():
            raise Failure(f"cannot write {path}: is a folder")
        if there and not recording.force:
            raise Failure(f"{path} is there already: --force writes over it")
        if there and not path.is_symlink() and not path.is_file():
            raise Failure(f"cannot write {path}: is no ordinary file")
        if not folder.is_dir():
            raise Failure(f"cannot write {path}: there is no folder {folder}")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise Failure(f"cannot write {path}: nothing can be written in {folder}")
    except OSError as error:
        raise Failure(f"cannot write {path}: {reason(error)}") from error


def told(recorder: Recorder, path: Path) -> str:
    """What is in a recording, for the person who made it."""
    from h2craft.explain import counted

    acts = len(recorder)
    turns = [turn for turn in recorder.score().turns if turn.acts]
    requests = sum(turn.stream_id > 0 for turn in turns)
    asked = f" for {counted(requests, 'request')}" if requests else ""
    return f"recorded {counted(acts, 'act')}{asked}" + (f" in {path}" if path != OUTPUT else "")
