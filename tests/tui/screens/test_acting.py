"""What can be done with the workbench as a whole: pager, editor, and copying of several records."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from textual.app import App, SuspendNotSupported
from textual.pilot import Pilot

from h2craft.actions import Data, Send
from h2craft.client import Desk, HeldAction, Verdict
from h2craft.scenario import find
from h2craft.tui import copying
from h2craft.tui.app import Workbench
from h2craft.tui.screens.acting import page
from h2craft.tui.screens.copy import CopyScreen
from h2craft.tui.screens.library import LibraryScreen
from h2craft.tui.widgets.frames import CopyMenuAsked


class Lending(App[None]):
    """Lends its terminal to a program, or says that it cannot."""

    def __init__(self, *, can: bool = True) -> None:
        super().__init__()
        self._can = can

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        if not self._can:
            raise SuspendNotSupported("no")
        yield


@pytest.fixture
def pager(tmp_path, monkeypatch):
    """A pager that keeps what it is shown."""
    kept = tmp_path / "kept"
    program = tmp_path / "pager"
    program.write_text(f'#!/bin/sh\ncat "$2" > {kept}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PAGER", f"{program} -R")
    return kept


def test_a_text_is_shown_in_the_pager(pager) -> None:
    assert page(Lending(), "one\ntwo\udcff") == ""
    assert pager.read_text() == "one\ntwo\\udcff\n"


def test_a_terminal_that_cannot_be_lent_is_said(pager) -> None:
    assert "cannot be lent" in page(Lending(can=False), "text")


def test_a_pager_that_is_not_there_is_said(monkeypatch) -> None:
    monkeypatch.setenv("PAGER", "/no/such/pager")
    assert page(Lending(), "text").startswith("/no/such/pager: ")


@pytest.fixture
def app(session_of, talk, monkeypatch, tmp_path) -> Workbench:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    talk.opened()
    talk.exchange(1, "/a")
    return Workbench(session_of(talk).client)


async def ready(pilot: Pilot[Any]) -> None:
    while not pilot.app.workbench.furnished:
        await pilot.pause()
    pilot.app.workbench._tick()
    await pilot.pause()


async def test_the_pager_gets_what_the_pane_at_hand_says(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("g", "enter")
        await pilot.pause()
        assert "record" in app.workbench.pager_text()


async def test_the_pager_gets_every_row_of_the_list(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        lines = app.workbench.pager_text().splitlines()
        assert len(lines) == app.workbench.frames.rows.count
        assert "GET /a" in "".join(lines)


async def test_several_records_are_copied_form_by_form(app, tmp_path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.workbench.frames.post_message(CopyMenuAsked(8, (8, 9)))
        await pilot.pause()
        assert isinstance(app.screen, CopyScreen)
        letter, _ = next(iter(app.screen.letters.items()))
        await pilot.press(letter)
        await app.workers.wait_for_complete()
        kept = (tmp_path / "state" / "h2craft" / copying.FILE).read_text()
        assert len(kept.splitlines()) >= 2


async def test_records_that_are_gone_are_said(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.workbench.copy_menu((99_999,))
        await pilot.pause()
        assert "not there any more" in app.workbench.status.said
        assert app.screen is app.workbench


async def test_no_script_is_said(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("1", "f4")
        await pilot.pause()
        assert "no script answers" in app.workbench.status.said


async def test_the_library_stands_at_what_is_replayed(app, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path / "own"))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.workbench.player.begin(find("rst-mid-body"))
        await pilot.press("R")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.entry.name == "rst-mid-body"
        await pilot.press("R")
        await pilot.pause()
        app.workbench.status.look()
        assert app.screen is app.workbench
        assert "REPLAY rst-mid-body 0 acts [R]" in app.workbench.status.text


async def test_the_next_act_passes_from_the_workbench(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert app.workbench.status.said == "no act of a scenario waits"
        playing = app.workbench.player.begin(find("rst-mid-body"), steps=True)
        act = Send(frames=(Data(stream_id=1),))
        held = HeldAction(
            seq=5, connection=1, stream_id=1, at=0.0, action=act, script=playing.script
        )
        app.session.client.desk_now = Desk(version=9, actions=(held,))
        app.session.advance(0.01)
        await pilot.press("ctrl+n")
        await pilot.pause()
        await pilot.pause()
        assert app.session.client.asked[-1] == ("decide", 5, Verdict.RELEASE, None, 0.0)
