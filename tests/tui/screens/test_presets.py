"""Presets: search, knobs, their lines as one turns, loading and firing."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, Static

from h2craft import language
from h2craft.language import PRESETS, Context
from h2craft.tui.screens.presets import Chosen, KnobRow, PresetsScreen
from h2craft.tui.widgets.listing import Listing

CONTEXT = Context(connection=1, stream_id=5)
KNOBBED = next(preset for preset in PRESETS if any(knob.name == "status" for knob in preset.knobs))


class PresetsApp(App[None]):
    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name_ = name
        self.chosen: list[Chosen | None] = []

    def on_mount(self) -> None:
        self.push_screen(PresetsScreen(CONTEXT, self.name_), self.chosen.append)

    @property
    def dialog(self) -> PresetsScreen:
        assert isinstance(self.screen, PresetsScreen)
        return self.screen

    def text(self, name: str) -> str:
        return str(self.dialog.query_one(name, Static).content)


async def test_every_preset_shows_its_lines_and_no_trouble(until: Any) -> None:
    app = PresetsApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        listing = app.dialog.query_one("#presets", Listing)
        assert listing.option_count == len(PRESETS)
        for number, option in enumerate(listing.options):
            listing.highlighted = number
            preset = next(one for one in PRESETS if one.name == option.id)
            lines = tuple(preset.commands(CONTEXT))
            await until(pilot, lambda lines=lines: app.dialog.lines == lines)
            assert app.text("#trouble") == "" and preset.sentence in app.text("#about")


async def test_search_finds_and_enter_loads() -> None:
    app = PresetsApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        await pilot.press(*KNOBBED.title)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.chosen == [Chosen(lines=tuple(KNOBBED.commands(CONTEXT)))]


async def test_f9_fires_all() -> None:
    app = PresetsApp(KNOBBED.name)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        assert app.chosen == [Chosen(lines=tuple(KNOBBED.commands(CONTEXT)), fire=True)]


async def test_a_click_on_the_list_shows_it_and_enter_takes_it() -> None:
    app = PresetsApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        await pilot.click("#presets", offset=(3, 1))
        await pilot.pause()
        assert app.chosen == [] and app.dialog.lines == tuple(PRESETS[1].commands(CONTEXT))
        await pilot.press("enter")
        await pilot.pause()
        assert app.chosen == [Chosen(lines=tuple(PRESETS[1].commands(CONTEXT)))]


async def test_the_buttons_take_what_is_shown() -> None:
    for button, fire in (("#load", False), ("#all", True)):
        app = PresetsApp(KNOBBED.name)
        async with app.run_test(size=(100, 40)) as pilot:
            await pilot.pause()
            await pilot.click(button)
            await pilot.pause()
            assert app.chosen == [Chosen(lines=tuple(KNOBBED.commands(CONTEXT)), fire=fire)]


async def test_turning_a_knob_changes_the_lines() -> None:
    app = PresetsApp(KNOBBED.name)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        rows = {row.knob.name: row for row in app.dialog.query(KnobRow)}
        rows["status"].query_one(Input).value = "418"
        await pilot.pause()
        assert app.dialog.lines == tuple(KNOBBED.commands(CONTEXT, status="418"))
        assert "418" in app.text("#lines")


async def test_a_knob_that_makes_no_line_is_said_and_nothing_is_taken() -> None:
    app = PresetsApp(KNOBBED.name)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        row = next(row for row in app.dialog.query(KnobRow) if row.knob.name == "stream")
        row.query_one(Input).value = "no number \x1b"
        await pilot.pause()
        assert app.dialog.lines == () and app.text("#trouble")
        assert all(line.isprintable() for line in app.text("#trouble").splitlines())
        await pilot.press("f9", "enter")
        await pilot.pause()
        assert app.chosen == []


@pytest.mark.parametrize("key", [True, False])
async def test_leaving_takes_nothing(key: bool) -> None:
    app = PresetsApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        await (pilot.press("escape") if key else pilot.click("#cancel"))
        await pilot.pause()
        assert app.chosen == [None]


async def test_it_works_on_a_small_terminal() -> None:
    app = PresetsApp(KNOBBED.name)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("#load")
        await pilot.pause()
        assert app.chosen and app.chosen[0] is not None


def test_every_line_of_every_preset_can_stand_in_the_composer() -> None:
    for preset in PRESETS:
        for line in preset.commands(CONTEXT):
            assert language.parse(line, CONTEXT)
