"""The jump overlay."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.geometry import Region

from h2craft.tui.screens.jump import JumpScreen

PLACES = {"one": ("One", Region(0, 0, 20, 10)), "two": ("Two", Region(20, 0, 20, 10))}


@pytest.mark.parametrize(
    ("key", "answer"), [("a", "one"), ("s", "two"), ("x", None), ("escape", None)]
)
async def test_a_letter_goes_to_its_place(key, answer) -> None:
    answers = []
    async with App().run_test(size=(40, 10)) as pilot:
        pilot.app.push_screen(JumpScreen(PLACES), answers.append)
        await pilot.pause()
        await pilot.press(key)
        assert answers == [answer]


async def test_a_click_goes_to_the_place_it_hits() -> None:
    answers = []
    async with App().run_test(size=(40, 10)) as pilot:
        pilot.app.push_screen(JumpScreen(PLACES), answers.append)
        await pilot.pause()
        await pilot.click(offset=(30, 5))
        assert answers == ["two"]


async def test_the_letters_stand_on_their_places() -> None:
    async with App().run_test(size=(40, 10)) as pilot:
        screen = JumpScreen(PLACES)
        pilot.app.push_screen(screen)
        await pilot.pause()
        for letter, region in (("a", PLACES["one"][1]), ("s", PLACES["two"][1])):
            assert region.contains_region(screen.query_one(f"#jump-{letter}").region)
