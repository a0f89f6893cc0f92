"""`h2craft tour`: a first session with a guide, in a folder of its own that is gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure, reason
from h2craft.cli.opening import failures
from h2craft.cli.options import options
from h2craft.cli.process import spare_the_collector
from h2craft.cli.screen import SCREEN, look_of, need_terminal

if TYPE_CHECKING:
    from h2craft.setup import Setup
    from h2craft.tui import Tour, Visitor

TRACE, SCENARIOS, STATE = "tour.h2trace", "scenarios", "state"
FOLDERS = {"H2CRAFT_DATA": "", "H2CRAFT_SCENARIOS": SCENARIOS, "H2CRAFT_STATE": STATE}
CRASHED = "crash-*.txt"  # somebody was told where it lies
SPEED = 20  # of scripts: who read for a minute before an answer need not wait so long for it again


@click.command(
    short_help="A guided first session: half an hour, with a real client.",
    epilog="""\b
Examples:
  h2craft tour                   the next key is always in the panel at the bottom
  h2craft tour --list            what it shows
  h2craft tour --client nghttp   with another client than the first that is found
  h2craft tour --keep first/     and keep its trace and what was recorded

\b
Exit status: 0 left, or listed, 1 cannot go on, 2 wrong usage or no terminal.
""",
)
@click.option("--list", "listed", is_flag=True, help="Print the steps, and do nothing else.")
@click.option(
    "--client",
    metavar="NAME",
    default="",
    help="The client it starts: curl, nghttp or httpx; by default the first that is here.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the trace, and what was recorded, in DIR, instead of removing it at the end.",
)
@options(*SCREEN[1:])
def tour(listed: bool, client: str, keep: Path | None, **given: Any) -> None:
    """Learn the workbench by using it: a guide beside it says what to press, and why.

    A server is started on free ports, and a real client, curl where it is installed, asks it for
    something. You look at its frames, hold its request, answer it by hand, record that and replay
    it, break the law, and check the client against the catalogue. The guide notices what you have
    done; no step is forced on you.

    All that it makes lies in a temporary folder that is removed at the end: a CA, a trace, your
    recording. Your own library and settings are not touched.
    """
    if listed:
        _list()
        return
    look = look_of({**given, "filter_text": ""})
    visitor = visitor_of(client)
    need_terminal("h2craft tour --list")
    with made_folder(keep) as folder, home_in(folder):
        from h2craft.tui import Tour

        _run(Tour(folder=folder, visitor=visitor), look)


def visitor_of(name: str) -> Visitor | None:
    """The client to be started. A usage error for a name that is none, Failure where it is not
    here; where nobody asked for one, there may be none."""
    from h2craft.tui import VISITORS, find_visitor

    names = [one.name for one in VISITORS]
    if name and name not in names:
        raise click.UsageError(f"--client: {name!r} is none of {', '.join(names)}")
    found = find_visitor(name)
    if name and found is None:
        raise Failure(f"{name} is not installed here, or does not speak HTTP/2")
    return found


def _list() -> None:
    from h2craft.tui import STEPS

    for number, step in enumerate(STEPS, 1):
        click.echo(f"{number:>2}  {step.title}")


@contextlib.contextmanager
def made_folder(keep: Path | None) -> Iterator[Path]:
    """Where everything of the tour lies. Failure where that cannot be."""
    try:
        if keep is not None:
            keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="h2craft-tour-")) if keep is None else keep.absolute()
    except OSError as error:
        raise Failure(f"cannot make {error.filename}: {reason(error)}") from error
    try:
        yield folder
    finally:
        if keep is None and not any(folder.glob(f"{STATE}/{CRASHED}")):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def home_in(folder: Path) -> Iterator[None]:
    """Whatever would go into the person's own folders goes there meanwhile."""
    before = {name: os.environ.get(name) for name in FOLDERS}
    os.environ.update({name: str(folder / below) for name, below in FOLDERS.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _setup(folder: Path) -> Setup:
    """The welcome page on free ports."""
    from h2craft.engine import EngineOptions
    from h2craft.script import Pace
    from h2craft.setup import Setup

    return Setup(options=EngineOptions(trace=folder / TRACE), pace=Pace(speed=SPEED))


def _run(tour: Tour, look: Any) -> None:
    """Show it until the person leaves."""
    from h2craft.client import open_local
    from h2craft.tui import ScreenError, run_screen

    with failures():
        client = open_local(_setup(tour.folder))
    with contextlib.closing(client):
        spare_the_collector()
        try:
            run_screen(client, look, tour=tour)
        except ScreenError as error:
            raise Failure(str(error)) from error
