"""Somebody at the screen: presses keys, waits for what comes of it, takes pictures.

Drives the whole program headless, through its keys wherever it has one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from drawing import cleaned, words_of
from textual.pilot import Pilot
from textual.widgets import Input

from h2craft.tui.app import Workbench
from h2craft.tui.commands.screen import PANES
from h2craft.tui.messages import RecordSelected

SECONDS = 30.0
LOOK_SECONDS = 0.2  # in which every pane has looked
QUIET_SECONDS = 0.4  # without a new record: whoever talks has said what it had to say


class Person:
    """At one app. `pictures` are the names of those taken, `forbidden` what none may show."""

    def __init__(self, pilot: Pilot[None], folder: Path, forbidden: list[str]) -> None:
        assert isinstance(pilot.app, Workbench)
        self.pilot, self.app = pilot, pilot.app
        self.session = self.app.session
        self.folder, self.forbidden = folder, forbidden
        self.pictures: list[str] = []

    async def until(self, what: str, happened: Callable[[], object]) -> None:
        """Let the program run till this is so."""
        end = time.monotonic() + SECONDS
        while not happened():
            if time.monotonic() > end:
                words = words_of(self.app.export_screenshot())
                raise SystemExit(f"did not happen: {what}\n{words}")
            await self.pilot.pause(0.02)

    async def settle(self) -> None:
        """Till everything there is has been read and painted, and nothing more comes."""
        records, reader = self.session.client.records, self.session.reader
        since, last = time.monotonic(), -1
        while last != records.last or time.monotonic() - since < QUIET_SECONDS:
            if last != records.last:
                since, last = time.monotonic(), records.last
            await self.pilot.pause(0.02)
        await self.until("everything is read", lambda: reader.position >= records.last)
        await self.pilot.pause(LOOK_SECONDS)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def go(self, pane: str) -> None:
        """To a pane, by its number; pressed within a drawer the number closes it."""
        if self.app.workbench.arrangement.at != pane or not self.app.workbench.focused:
            number = [name for name, _ in PANES].index(pane) + 1
            await self.press("escape", str(number))

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def fire(self, line: str) -> None:
        """By the command line, as one types it."""
        await self.press("escape", "colon")
        await self.type(line)
        await self.pilot.pause(0.2)
        await self.press("f9")
        await self.settle()

    def newest(self, pattern: str) -> int:
        """The seq of the newest record that matches."""
        seq = self._newest(pattern)
        if not seq:
            raise SystemExit(f"no record matches {pattern}")
        return seq

    async def sees(self, pattern: str) -> None:
        """Wait for a record that matches; those there were before the scene count too."""
        looked = -1

        def there() -> bool:
            nonlocal looked
            if looked == self.session.reader.position:
                return False
            looked = self.session.reader.position
            return self._newest(pattern) > 0

        await self.until(f"a record like {pattern}", there)

    def _newest(self, pattern: str) -> int:
        view = self.session.reader.view(pattern)
        while view.advance(10_000):
            pass
        return int(view.seq_at(view.count - 1)) if view.count else 0

    async def asked(self, future: Future[Any]) -> None:
        """Something of the client's door, where keys would only get in each other's way."""
        result = await asyncio.wrap_future(future)
        if not result.accepted:
            raise SystemExit(f"refused: {result.reason}")

    async def select(self, pattern: str) -> None:
        """Go to the newest record that matches."""
        self.app.workbench.focus_pane("frames")
        self.app.route(RecordSelected(self.newest(pattern)))
        await self.settle()

    async def view(self, name: str) -> None:
        """Turn the detail to a view, and stand in it."""
        self.app.workbench.query_one("#detail").open_view(name)
        await self.go("detail")
        await self.settle()

    async def take(self, name: str) -> None:
        """A picture, after looking for what it must not show."""
        for field in self.app.screen.query(Input):
            field.cursor_blink = False
            field._cursor_visible = True
        self.app.clear_notifications()
        await self.pilot.pause(0.1)
        svg = cleaned(self.app.export_screenshot(title="h2craft"))
        words = words_of(svg)
        for secret in self.forbidden:
            if secret in words or secret in svg:
                raise SystemExit(f"{name} shows {secret}")
        (self.folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        self.pictures.append(name)
