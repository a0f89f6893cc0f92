"""The line of keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from h2craft.tui.widgets.keyline import KeyLine


class Shown(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "note", "Note it", id="app.note"),
        Binding("f6", "note", "Again"),
        Binding("f7", "hidden", "Hidden", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted = 0

    def compose(self) -> ComposeResult:
        yield Input(id="text")
        yield KeyLine(id="keys")

    def action_note(self) -> None:
        self.noted += 1


async def test_it_shows_each_action_once_and_nothing_hidden() -> None:
    async with Shown().run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        text = pilot.app.query_one(KeyLine).text
        assert "[f5] Note it" in text
        assert "Again" not in text and "Hidden" not in text


async def test_a_click_is_the_key() -> None:
    async with Shown().run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        line = pilot.app.query_one(KeyLine)
        start = next(start for start, _, action in line._spans if "'f5'" in action)
        await pilot.click(KeyLine, offset=(start + 1, 0))
        await pilot.pause()
        assert pilot.app.noted == 1
