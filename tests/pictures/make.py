"""Makes the pictures in screenshots/: `python tests/pictures/make.py`.

Starts the real server over the handlers beside this file, and curl, nghttp and Chromium against
it; drives the real screen without a terminal, and takes a picture of each view: SVG of all, PNG of
those the README shows.

It needs those clients, tmux, certutil (Debian: libnss3-tools), DejaVu Sans Mono
(fonts-dejavu-core), and the ports 8443 and 8080, as they are seen.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # of this checkout, installed or not

import prompt
import scenes
from drawing import png_of
from person import Person
from stage import ROOT, TRACE, Stage, missing, names_of_this_machine, staged

from h2craft.client import Client, open_saved
from h2craft.tui.app import Workbench
from h2craft.tui.look import Look

FOLDER = ROOT / "screenshots"
WIDE, NARROW = (140, 42), (80, 24)
THEME = "textual-dark"
SHOWN = re.compile(r"\(screenshots/([\w-]+)\.png\)")  # in the README: these are drawn
PAGES = {"matrix"}  # of a browser: what `h2craft matrix --html` has written
MOST = 250 << 10  # octets of a PNG
Scene = Callable[[Person, Stage], Awaitable[None]]


class Maker:
    """One session. `folder` gets the SVGs."""

    def __init__(self, stage: Stage, folder: Path, forbidden: list[str]) -> None:
        self.stage, self.folder, self.forbidden = stage, folder, forbidden
        self.pictures: list[str] = []

    async def play(self, client: Client, *acts: Scene, size: tuple[int, int] = WIDE) -> None:
        """These scenes in one program of its own, over this client."""
        app = Workbench(client, look=Look(theme=THEME))
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            person = Person(pilot, self.folder, self.forbidden)
            for act in acts:
                await act(person, self.stage)
        self.pictures += person.pictures

    async def all(self, port: int, h2c_port: int) -> None:
        client = self.stage.serve(port=port, h2c_port=h2c_port)
        try:
            await self.play(
                client,
                scenes.first,
                scenes.looking,
                scenes.holding,
                scenes.composing,
                scenes.recording,
                scenes.library,
                scenes.manners,
            )
            await self.play(client, scenes.narrow, size=NARROW)
            os.environ["NO_COLOR"] = "1"
            await self.play(client, scenes.monochrome)
            del os.environ["NO_COLOR"]
        finally:
            self.stage.close()
            client.close()
        trace = open_saved(TRACE)
        await self.play(trace, scenes.saved)
        trace.close()

    def prompt(self, port: int, h2c_port: int) -> None:
        """The prompt, which serves by itself; a client of it; and the tour, which has its own."""
        self.stage.https = f"https://127.0.0.1:{port}"
        options = ("--port", str(port), "--h2c-port", str(h2c_port))
        with self._terminal("repl", "handlers", *options) as there:
            prompt.scene(there, self.stage)
            with self._terminal("connect", self.stage.https) as client:
                prompt.by_hand(client)
        with self._terminal("tour", "--client", "curl", "--theme", THEME) as first:
            prompt.tour(first)

    @contextlib.contextmanager
    def _terminal(self, *command: str) -> Iterator[prompt.Prompt]:
        there = prompt.Prompt(self.stage, self.folder, self.forbidden, *command)
        try:
            yield there
        finally:
            there.close()
            self.pictures += there.pictures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", type=Path, default=FOLDER, help="another folder")
    parser.add_argument("--svg", action="store_true", help="no PNGs")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--h2c-port", type=int, default=8080)
    given = parser.parse_args()
    folder = given.to.absolute()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that clients end too
    if lacking := missing():
        raise SystemExit(f"not installed: {', '.join(lacking)}")
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.svg"), *folder.glob("*.png")):
        if old.stem not in PAGES:
            old.unlink()
    forbidden = names_of_this_machine()
    with staged() as stage:
        maker = Maker(stage, folder, forbidden)
        asyncio.run(maker.all(given.port, given.h2c_port))
        maker.prompt(given.port, given.h2c_port)
    shown = [name for name in SHOWN.findall((ROOT / "README.md").read_text()) if name not in PAGES]
    if unknown := set(shown) - set(maker.pictures):
        raise SystemExit(f"the README shows what there is not: {', '.join(sorted(unknown))}")
    for name in shown if not given.svg else ():
        png = folder / f"{name}.png"
        png_of(folder / f"{name}.svg", png)
        if png.stat().st_size > MOST:
            raise SystemExit(f"{png.name} is too large: {png.stat().st_size:,} octets")


if __name__ == "__main__":
    main()
