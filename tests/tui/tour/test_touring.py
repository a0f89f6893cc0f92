"""The workbench with the tour beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot

from h2craft.client import Desk
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.help import HelpScreen
from h2craft.tui.tour.panel import TourPanel
from h2craft.tui.tour.step import Tour
from h2craft.tui.tour.touring import Touring


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("H2CRAFT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path / "scenarios"))


@pytest.fixture
def app(session_of: Any, talk: Any, tmp_path: Path) -> Touring:
    """Without a client to be started: what happens is what a test does."""
    talk.opened()
    talk.exchange(1, "/a")
    return Touring(session_of(talk).client, Tour(folder=tmp_path))


async def ready(pilot: Pilot[Any]) -> None:
    app: Any = pilot.app
    while not app.workbench.furnished:
        await pilot.pause()
    app.workbench._tick()
    looked(app)
    while not app.workbench.query("TourPanel PieceLine"):
        await pilot.pause()


def looked(app: Touring) -> None:
    """Two looks: what has to be seen first, then the rest."""
    app._look_on()
    app._look_on()


def title(app: Touring) -> str:
    return str(app.screen.query_one(TourPanel).border_title)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_begins_at_the_first_step_beside_the_workbench(app: Touring, size) -> None:
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert title(app).startswith("Tour 1 of 12")
        panel = app.workbench.query_one(TourPanel)
        assert panel.region.bottom == size[1]
        assert 0 < panel.region.height <= size[1] // 2
        assert app.workbench.frames.region.height >= 3


async def test_what_a_person_does_on_the_workbench_is_noticed(app: Touring) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert not app.guide.done
        await pilot.press("1")
        looked(app)
        assert app.guide.done


async def test_n_leads_on_and_b_back_whatever_the_pane_has_them_for(app: Touring) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("n", "n")
        assert title(app).startswith("Tour 3 of 12")
        await pilot.press("5", "b")
        assert title(app).startswith("Tour 2 of 12")


async def test_in_a_line_that_is_typed_they_are_letters(app: Touring) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("colon", "b", "n")
        assert app.guide.at == 0
        assert app.workbench.composer.line.value.endswith("bn")
        app._show()
        assert "Esc n" in "\n".join(
            piece.text for piece in app.screen.query_one(TourPanel).query_one("PieceLine").pieces
        )


async def test_the_panel_stands_on_screens_above_too_and_a_question_keeps_its_keys(
    app: Touring,
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f1")
        while not app.screen.query(TourPanel):
            await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "ctrl+q")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("n")
        assert app.screen is app.workbench and app.guide.at == 0


async def test_the_palette_is_left_as_it_is(app: Touring) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        assert not app.screen.query(TourPanel)


async def test_after_the_last_step_the_panel_is_gone_and_the_keys_are_the_panes_again(
    app: Touring,
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press(*["n"] * 12)
        await pilot.pause()
        assert app.guide.ended and not app.screen.query(TourPanel)
        assert not app.check_action("tour_next", ())
        looked(app)
        await pilot.press("f1")
        await pilot.pause()
        assert not app.screen.query(TourPanel)


async def test_what_is_seen_is_what_there_is(app: Touring, tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.py").write_text('"""Mine."""\n')
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        client: Any = app.session.client
        client.desk_now = Desk(version=1, hold="path:/held")
        await pilot.press("3", "ctrl+r")
        app.workbench.frames.set_filter("type:DATA")
        app.session.advance(1.0)
        sight = app.sight()
        assert (sight.pane, sight.view, sight.filter) == ("detail", "Fields", "type:DATA")
        assert (sight.hold, sight.recording) == ("path:/held", True)
        assert sight.saved == {"mine"}
        assert (sight.waiting, sight.replayed, sight.status) == (False, False, None)


async def test_what_it_started_ends_with_it(app: Touring) -> None:
    ended = []
    app.stage.close = lambda: ended.append(True)  # type: ignore[method-assign]
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
    assert ended
