"""Choosing one of many."""

from __future__ import annotations

import pytest
from textual.app import App

from h2craft.tui.screens.pick import Choice, PickScreen

CHOICES = [Choice("1", "alpha", "first [one]"), Choice("2", "beta", "second"), Choice("3", "gamma")]


class PickApp(App[None]):
    def __init__(self, current: str = "") -> None:
        super().__init__()
        self.current = current
        self.picked: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(PickScreen("One", CHOICES, self.current), self.picked.append)


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        (["enter"], "2"),
        (["down", "enter"], "3"),
        (["up", "enter"], "1"),
        ([*"gam", "enter"], "3"),
        ([*"second", "enter"], "2"),
        (["escape"], None),
    ],
)
async def test_by_keys(keys: list[str], picked: str | None) -> None:
    app = PickApp("2")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert app.picked == [picked]


async def test_by_a_click() -> None:
    app = PickApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#choices", offset=(2, 1))
        await pilot.pause()
        assert app.picked == ["2"]


async def test_nothing_that_fits_is_no_answer() -> None:
    app = PickApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"zzz", "enter")
        await pilot.pause()
        assert app.picked == []
