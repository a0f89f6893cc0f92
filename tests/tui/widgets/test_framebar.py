"""The bar alone; what it does with a list stands with the list."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Static

from h2craft.tui.widgets.framebar import FILTER, SEARCH, FrameBar
from h2craft.tui.widgets.remembering import Memory


class BarApp(App[None]):
    def __init__(self, session: Any) -> None:
        super().__init__()
        self.memory = Memory(session)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield FrameBar(self.memory)

    @property
    def bar(self) -> FrameBar:
        return self.query_one(FrameBar)

    @on(FrameBar.Filtered)
    @on(FrameBar.Searched)
    @on(FrameBar.Closed)
    @on(FrameBar.HelpAsked)
    def keep(self, message: Message) -> None:
        self.told.append(message)

    def trouble(self) -> str:
        return str(self.query_one("#bar-trouble", Static).content)


async def test_it_takes_no_line_where_it_has_nothing_to_say(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert app.bar.size.height == 0
        app.bar.show_state("filter: type:DATA", filtered=True)
        await pilot.pause()
        assert app.bar.size.height == 1
        app.bar.show_state("")
        await pilot.pause()
        assert app.bar.size.height == 0


async def test_a_filter_is_told_with_every_letter_that_makes_one(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        app.bar.edit(FILTER, "type:DAT")
        await pilot.press("A", "enter")
        await pilot.pause()
        filtered = [one for one in app.told if isinstance(one, FrameBar.Filtered)]
        assert [(one.text, one.final) for one in filtered] == [
            ("type:DATA", False),
            ("type:DATA", True),
        ]
        assert any(isinstance(one, FrameBar.Closed) for one in app.told)


async def test_another_search_takes_the_place_of_the_last_and_a_filter_goes_on(
    session_of: Any,
) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        for mode, line in ((SEARCH, "y"), (FILTER, "xy")):
            app.bar.edit(mode, "x")
            await pilot.pause()
            await pilot.press("y")
            assert app.bar.line.value == line


async def test_a_search_is_told_with_enter_only(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        app.bar.edit(SEARCH, "")
        await pilot.press("x", "enter")
        await pilot.pause()
        assert [one.text for one in app.told if isinstance(one, FrameBar.Searched)] == ["x"]
        assert not any(isinstance(one, FrameBar.Filtered) for one in app.told)
        assert app.memory.lines("frames.searches") == ["x"]


async def test_an_error_names_the_nearest_and_keeps_the_line_open(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        app.bar.edit(SEARCH, "")
        await pilot.press(*"tipe:x", "enter")
        await pilot.pause()
        assert "did you mean type?" in app.trouble()
        assert app.trouble().splitlines()[0] == " " * 8 + "^^^^"
        assert app.bar.mode == SEARCH


async def test_brackets_in_an_error_are_no_markup(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        app.bar.edit(FILTER, "")
        app.bar.line.value = "[red]x[/red]:y"
        await pilot.pause()
        app.bar.line.value = "type:[bold]"
        await pilot.pause()
        assert "[bold]" in app.trouble()


async def test_few_completions_say_what_they_mean(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        app.bar.edit(FILTER, "s")
        await pilot.press("tab")
        await pilot.pause()
        assert "stream:" in app.trouble()
        assert "\n" in app.trouble() or "," in app.trouble()
        app.bar.edit(FILTER, "type:P")
        await pilot.press("tab")
        await pilot.pause()
        assert "PING" in app.trouble()


async def test_nothing_to_complete_changes_nothing(session_of: Any) -> None:
    app = BarApp(session_of())
    async with app.run_test(size=(80, 10)) as pilot:
        app.bar.edit(FILTER, "stream:")
        await pilot.press("tab")
        await pilot.pause()
        assert app.bar.line.value == "stream:"
