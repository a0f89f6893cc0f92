"""The whole program over a recorded trace, with all that moves held still: its looks.

`shop.h2trace` was recorded by `tests/pictures/record.py`; its times are in it. Snapshots are made
new by `pytest tests/tui/snapshots --snapshot-update`, on Python 3.11 alone; look at them first.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from h2craft.actions import Field, Headers, Reply, Send
from h2craft.client import (
    Binding,
    Desk,
    FramePreview,
    HeldAction,
    HeldReply,
    HeldRequest,
    Preview,
)
from h2craft.client.saved import SavedClient
from h2craft.tui.app import Workbench
from h2craft.tui.look import Look
from h2craft.tui.messages import RecordSelected
from h2craft.tui.pace import LONGEST
from h2craft.wire import encode_stateless, frame_octets

TRACE = Path(__file__).with_name("shop.h2trace")
SCENARIOS = Path(__file__).with_name("scenarios")
UNFINISHED = '"""Half a script."""\n\n\ndef main(request, response:\n    pass\n'
BASELINE = (3, 11)
THEME = "textual-dark"
PAUSE = 0.02
PATIENCE = 1500  # pauses
Acts = Callable[["Person"], Awaitable[None]]


def pytest_configure(config: pytest.Config) -> None:
    """Snapshots are made on one Python, so that a difference is one of ours."""
    if config.getoption("update_snapshots", default=False) and sys.version_info[:2] != BASELINE:
        wanted = ".".join(map(str, BASELINE))
        raise pytest.UsageError(f"--snapshot-update is for Python {wanted} alone")


class Saved(SavedClient):
    """A trace, and what a live engine would have beside it: a desk, previews, scripts.

    Nothing moves: the time is that of the last record. Nothing says where the file is.
    """

    def __init__(self, path: str, live_desk: Desk | None) -> None:
        super().__init__(path)
        self._about = replace(self._about, trace=Path(path), folder=Path())
        self.live_desk = live_desk

    def desk(self) -> Desk:
        return self.live_desk or super().desk()

    def preview(self, connection: int, action: Any) -> Any:
        if self.live_desk is None:
            return super().preview(connection, action)
        return _come(Preview(frames=(FramePreview(octets=ANSWER_OCTETS),)))

    def script_files(self) -> tuple[str, ...]:
        return ("film.py", "hello.py", "invoice.py", "items.py", "order.py", "report.py")


ANSWER = ((b":status", b"402"), (b"content-type", b"text/plain"), (b"x-by", b"hand"))
ANSWER_OCTETS = frame_octets(1, 4, 1, encode_stateless(ANSWER))
CREDIT = frame_octets(8, 0, 1, (4096).to_bytes(4, "big"))


def _come(value: Any) -> Any:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


class Person:
    """At the screen: `press`, `select`, `view`; each returns when the screen stands still."""

    def __init__(self, pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, Workbench)
        self.pilot, self.app = pilot, pilot.app
        self.session = self.app.session

    async def settle(self, *, seconds: float = 4 * PAUSE) -> None:
        """Till everything is read, and paints so many seconds apart are the same."""
        before = None
        for _ in range(PATIENCE):
            await self.pilot.pause(PAUSE)
            done = not self.session.behind and self.app.workbench.furnished
            now = self._painted() if done else None
            if now is not None and now == before:
                await self.pilot.pause(seconds)
                if self._painted() == now:
                    return
            before = now
        raise AssertionError("the screen does not come to rest")

    def _painted(self) -> list[Any]:
        return [list(strip) for strip in self.app.screen._compositor.render_strips()]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        self.still()
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*text)

    def still(self) -> None:
        """Cursors neither blink nor hide."""
        for field in self.app.screen.query("*"):
            if isinstance(field, Input | TextArea):
                field.cursor_blink = False

    async def select(self, pattern: str) -> None:
        """Go to the newest record that matches."""
        view = self.session.reader.view(pattern)
        while view.advance(10_000):
            pass
        self.app.route(RecordSelected(view.seq_at(view.count - 1)))
        await self.settle()

    async def until_made(self) -> None:
        """Till a recording was read, and its script is shown."""
        for _ in range(PATIENCE):
            if getattr(self.app.screen, "kept", None) is not None:
                break
            await self.pilot.pause(PAUSE)
        await self.settle()

    async def view(self, name: str) -> None:
        self.app.workbench.query_one("#detail").open_view(name)
        self.app.workbench.focus_pane("detail")
        await self.settle()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine, the clock or the person's settings shows."""
    for name, value in {
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "H2CRAFT_SCENARIOS": "own",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("h2craft.__version__", "0.0.0")
    for name in ("h2craft.scenario.library.shipped_folder", "h2craft.scenario.shipped_folder"):
        monkeypatch.setattr(name, lambda: Path("shipped"))
    shutil.copytree(SCENARIOS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "own" / "unfinished.py").write_text(UNFINISHED)
    shutil.copy(TRACE, tmp_path)
    monkeypatch.chdir(tmp_path)  # so that the trace's name is short


@pytest.fixture
def looks(still: None, snap_compare: Any) -> Callable[..., bool]:
    """`looks((120, 40), acts)`: the program after these acts looks as it did.

    `desk` is what a live engine has on its desk, `theme` another theme.
    """

    def compare(
        size: tuple[int, int],
        acts: Acts | None = None,
        *,
        desk: Desk | None = None,
        theme: str = THEME,
    ) -> bool:
        client = Saved(TRACE.name, desk)
        app = Workbench(client, look=Look(theme=theme))
        app.animation_level = "none"

        async def before(pilot: Pilot[None]) -> None:
            person = Person(pilot)
            await person.settle()
            if acts is not None:
                await acts(person)
            person.still()
            await person.settle(seconds=2 * LONGEST)  # no timer of the screen waits as long

        try:
            same = snap_compare(app, terminal_size=size, run_before=before)
        finally:
            client.close()
        assert app.crash is None, app.crash
        return bool(same)

    return compare


@pytest.fixture
def desk() -> Desk:
    """A request, a script's action and a reply are held, and two scripts attached."""
    head = Headers(stream_id=13, fields=tuple(Field(*field) for field in ANSWER))
    return Desk(
        version=1,
        hold="path:/checkout",
        break_on="type:HEADERS path:/report.py",
        requests=(
            HeldRequest(
                connection=8,
                stream_id=1,
                seq=1,
                held_seq=2,
                at=0.5,
                why="it matches path:/checkout",
            ),
        ),
        actions=(
            HeldAction(
                seq=3,
                connection=4,
                stream_id=13,
                at=1.0,
                action=Send(frames=(head,)),
                script="report.py",
            ),
        ),
        replies=(
            HeldReply(seq=4, connection=7, name="window_update", octets=CREDIT, cause=1, at=2.0),
        ),
        bindings=(
            Binding(file="hello.py", pattern="/api/**", number=1, used=3),
            Binding(file="invoice.py", once=True, number=2, trouble="invoice.py:9: SyntaxError"),
        ),
        policy={"window_update": Reply.HOLD},
    )
