"""A question whose answer is yes or no."""

from __future__ import annotations

import pytest
from textual.app import App

from h2craft.tui.screens.confirm import ConfirmScreen


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["y"], True),
        (["n"], False),
        (["escape"], None),
        (["enter"], True),
        (["tab", "enter"], False),
    ],
)
async def test_keys_answer(keys, answer) -> None:
    answers = []
    async with App().run_test() as pilot:
        pilot.app.push_screen(ConfirmScreen("Quit?", "[b]2[/b] connections"), answers.append)
        await pilot.pause()
        await pilot.press(*keys)
        assert answers == [answer]


@pytest.mark.parametrize(("button", "answer"), [("#yes", True), ("#no", False)])
async def test_buttons_answer(button, answer) -> None:
    answers = []
    async with App().run_test() as pilot:
        pilot.app.push_screen(ConfirmScreen("Quit?", "really?"), answers.append)
        await pilot.pause()
        await pilot.click(button)
        assert answers == [answer]
