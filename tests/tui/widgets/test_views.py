"""Saved views and the page about the language, as dialogs."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, OptionList, Static

from h2craft.tui.widgets.remembering import Memory
from h2craft.tui.widgets.views import LanguageScreen, ViewsScreen


class Owner(App[None]):
    def __init__(self, settings: Any, current: str = "") -> None:
        super().__init__()
        self.settings = settings
        self.current = current
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(ViewsScreen(Memory(self), self.current), self.answers.append)  # type: ignore[arg-type]


async def test_a_view_is_chosen_with_enter_or_by_a_click() -> None:
    settings = {"views": {"resets": "type:RST_STREAM", "data": "type:DATA"}}
    app = Owner(settings)
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
        assert app.answers == ["type:DATA"]


async def test_escape_chooses_nothing() -> None:
    app = Owner({"views": {"data": "type:DATA"}})
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.answers == [None]


async def test_a_view_needs_a_name() -> None:
    app = Owner({}, "type:DATA")
    async with app.run_test() as pilot:
        assert isinstance(app.focused, Input)
        await pilot.press("enter")
        assert "needs a name" in str(app.screen.query_one("#told", Static).content)
        await pilot.press("x", "enter")
        assert app.settings == {"views": {"x": "type:DATA"}}
        assert app.screen.query_one(OptionList).option_count == 1


async def test_without_a_filter_there_is_nothing_to_save() -> None:
    app = Owner({})
    async with app.run_test():
        assert not app.screen.query_one("#name").display


async def test_a_view_is_deleted_and_others_stay() -> None:
    app = Owner({"views": {"a": "type:DATA", "b": "type:PING"}}, "x")
    async with app.run_test() as pilot:
        await pilot.press("d")
        assert app.settings == {"views": {"b": "type:PING"}}
        await pilot.press("tab", "d")
        assert app.settings == {"views": {"b": "type:PING"}}


async def test_names_and_filters_are_shown_as_they_are() -> None:
    app = Owner({"views": {"[red]\x1b": "[bold]\u202e"}})
    async with app.run_test():
        option = app.screen.query_one(OptionList).get_option_at_index(0)
        assert "[red]\\x1b" in str(option.prompt)
        assert "[bold]\\u202e" in str(option.prompt)


@pytest.mark.parametrize("key", ["escape", "f1", "q", "enter"])
async def test_the_page_about_the_language_closes(key: str) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(LanguageScreen())
        await pilot.press(key)
        assert not isinstance(app.screen, LanguageScreen)
