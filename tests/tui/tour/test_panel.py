"""The panel of the tour: what it says at each moment of a step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult

from h2craft.tui.tour.guide import Guide
from h2craft.tui.tour.panel import TourPanel, TourText
from h2craft.tui.tour.stage import TourStage
from h2craft.tui.tour.step import Sight, Step, Tour
from h2craft.tui.tour.wording import keys_by_command
from h2craft.tui.widgets.pieces import PieceLine

STEPS = [
    Step(
        name="one",
        title="The first",
        why="It is about something.",
        press=("Press [{screen.library}].", "Then type `x`."),
        told="It was easy.",
        done=lambda sight: sight.recording,
    ),
    Step(name="last", title="The last", why="That is all.", press=(), told=""),
]


class Host(App[None]):
    def __init__(self, guide: Guide, stage: TourStage) -> None:
        super().__init__()
        self.made = guide, stage
        self.did: list[str] = []

    def compose(self) -> ComposeResult:
        yield TourPanel(*self.made, keys_by_command({}))

    def action_tour_next(self) -> None:
        self.did.append("next")

    @property
    def panel(self) -> TourPanel:
        return self.query_one(TourPanel)

    @property
    def keys(self) -> str:
        return self.query_one(PieceLine).text

    @property
    def rows(self) -> list[str]:
        text = self.query_one(TourText)
        return [text.render_line(y).text.rstrip() for y in range(text.size.height)]


@pytest.fixture
def host(session_of: Any, talk: Any, tmp_path: Path) -> Host:
    stage = TourStage(session_of(talk), Tour(folder=tmp_path))
    guide = Guide(STEPS, stage)
    guide.begin(0, 0)
    return Host(guide, stage)


async def test_it_says_what_the_step_is_about_and_what_to_press(host: Host) -> None:
    async with host.run_test(size=(80, 24)):
        assert str(host.panel.border_title) == "Tour 1 of 2: The first"
        assert host.rows == ["It is about something.", "Press [R].", "Then type x."]
        assert host.keys == "[n] Skip  [ctrl+q] Leave the tour"


async def test_done_it_says_what_has_come_of_it(host: Host) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        host.made[0].look(Sight(recording=True))
        host.made[0].look(Sight(recording=True))
        host.panel.look()
        await pilot.pause()
        assert host.rows == ["Done. It was easy."]
        assert host.keys.startswith("[n] Next")


async def test_the_last_step_stays_as_it_is_and_ends_the_tour(host: Host) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        host.made[0].next(0)
        host.made[0].look(Sight())
        host.made[0].look(Sight())
        host.panel.look()
        await pilot.pause()
        assert host.rows == ["That is all."]
        assert host.keys == "[n] End the tour  [b] Back  [ctrl+q] Leave the tour"


async def test_where_letters_are_typed_the_way_out_stands_before_the_key(host: Host) -> None:
    async with host.run_test(size=(80, 24)):
        host.panel.look(typing=True)
        assert host.keys.startswith("[Esc n] Skip")
        host.panel.look(dialog=True)
        assert host.keys == "[ctrl+q] Leave the tour"


async def test_a_click_does_what_the_key_does(host: Host) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.click(PieceLine, offset=(2, 0))
        assert host.did == ["next"]


async def test_what_was_started_and_what_it_wrote_is_told(host: Host) -> None:
    stage = host.made[1]
    words = (sys.executable, "-c", "import sys; print('[b]hi'); sys.exit(3)")
    async with host.run_test(size=(80, 24)) as pilot:
        stage._start(words, "client https://x/")
        assert stage.now is not None and stage.now._process is not None
        stage.now._process.wait()
        host.panel.look()
        await pilot.pause()
        assert host.rows[-3:] == ["$ client https://x/", "  [b]hi", "  exit status 3"]


async def test_one_that_runs_still_is_told_to_run(host: Host) -> None:
    stage = host.made[1]
    async with host.run_test(size=(80, 24)) as pilot:
        stage._start((sys.executable, "-c", "import time; time.sleep(600)"), "client")
        host.panel.look()
        await pilot.pause()
        assert host.rows[-2:] == ["$ client", "  it runs ..."]
        stage.close()


async def test_without_a_client_it_says_so(host: Host) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        host.made[1].visit("/")
        host.panel.look()
        await pilot.pause()
        assert "No HTTP/2 client was found" in "\n".join(host.rows)


async def test_long_lines_go_on_below_and_the_panel_grows_with_them(host: Host) -> None:
    async with host.run_test(size=(16, 24)):
        assert host.rows[:3] == ["It is about", "something.", "Press [R]."]
        assert host.panel.region.height == 6  # its title and its keys too
