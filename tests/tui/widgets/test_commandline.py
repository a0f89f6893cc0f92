"""The line: history, completion, the wrong part marked, and nothing that acts on the screen."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, OptionList

from h2craft.language import Completion
from h2craft.tui.widgets.commandline import CommandLine, CompletionList, History

WORDS = {"headers": "a head [bold]", "hold": "hold requests", "data": "a body"}


def complete(text: str, cursor: int) -> list[Completion]:
    start = text.rfind(" ", 0, cursor) + 1
    begun = text[start:cursor]
    return [
        Completion(text=word, start=start, label=word, sentence=sentence)
        for word, sentence in WORDS.items()
        if word.startswith(begun)
    ]


class LineApp(App[None]):
    def __init__(self, *history: str) -> None:
        super().__init__()
        self.history = History()
        for line in history:
            self.history.add(line)
        self.changes: list[str] = []
        self.entered: list[str] = []
        self.left = 0

    def compose(self) -> ComposeResult:
        popup = CompletionList()
        yield CommandLine(self.history, complete, popup)
        yield popup

    def on_mount(self) -> None:
        self.line.focus()

    @property
    def line(self) -> CommandLine:
        return self.query_one(CommandLine)

    @property
    def popup(self) -> CompletionList:
        return self.query_one(CompletionList)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.changes.append(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.entered.append(event.value)

    def on_command_line_left(self) -> None:
        self.left += 1

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.line.take(event.option_index)


class Kept:
    """Settings that remember."""

    def __init__(self) -> None:
        self.lines = ["old"]

    def history(self, name: str) -> list[str]:
        assert name == "compose.history"
        return list(self.lines)

    def remember(self, name: str, line: str) -> None:
        self.lines.append(line)


def test_history_is_remembered_and_a_line_stands_in_it_once() -> None:
    kept = Kept()
    history = History(kept)
    for line in ("a", "b", "a"):
        history.add(line)
    assert history.lines == ["old", "b", "a"] and kept.lines == ["old", "a", "b", "a"]
    assert history.beginning_with("o") == "old" and history.beginning_with("old") is None


async def test_up_and_down_walk_the_lines_that_begin_as_typed() -> None:
    app = LineApp("data 1", "headers 1", "data 2")
    async with app.run_test() as pilot:
        await pilot.press("d")
        for key, expected in (
            ("up", "data 2"),
            ("up", "data 1"),
            ("up", "data 1"),
            ("down", "data 2"),
            ("down", "d"),
            ("down", "d"),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert app.line.value == expected


async def test_a_line_of_the_history_may_be_changed_and_walked_from_again() -> None:
    app = LineApp("data 1", "data 2")
    async with app.run_test() as pilot:
        await pilot.press("up", "0")
        await pilot.pause()
        assert app.line.value == "data 20"
        await pilot.press("up")
        await pilot.pause()
        assert app.line.value == "data 20"


async def test_the_history_is_offered_in_grey_and_taken_with_the_right_arrow() -> None:
    app = LineApp("headers 1 :status=200")
    async with app.run_test() as pilot:
        await pilot.press("h")
        await pilot.pause()
        await pilot.press("right")
        assert app.line.value == "headers 1 :status=200"


async def test_tab_completes_the_only_one() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await pilot.press("d", "tab")
        await pilot.pause()
        assert app.line.value == "data" and not app.popup.is_open


async def test_tab_offers_several_with_their_sentences_and_tab_takes_one() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "tab")
        await pilot.pause()
        assert app.popup.is_open
        assert "a head [bold]" in str(app.popup.options[0].prompt)
        await pilot.press("down", "tab")
        await pilot.pause()
        assert app.line.value == "hold" and not app.popup.is_open


async def test_enter_takes_what_is_offered_and_fires_only_then() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await pilot.press("h", "tab", "enter")
        await pilot.pause()
        assert app.line.value == "headers" and app.entered == []
        await pilot.press("enter")
        await pilot.pause()
        assert app.entered == ["headers"]


async def test_typing_on_narrows_what_is_offered() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await pilot.press("h", "tab", "o")
        await pilot.pause()
        assert [one.text for one in app.popup.offered] == ["hold"]
        await pilot.press("x")
        await pilot.pause()
        assert not app.popup.is_open


async def test_a_click_takes_what_is_offered() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "tab")
        await pilot.pause()
        await pilot.click(CompletionList, offset=(3, 2))
        await pilot.pause()
        assert app.line.value == "hold" and app.line.has_focus


async def test_escape_closes_what_is_offered_and_then_leaves() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await pilot.press("h", "tab", "escape")
        await pilot.pause()
        assert not app.popup.is_open and app.left == 0
        await pilot.press("escape")
        await pilot.pause()
        assert app.left == 1 and app.line.value == "h"


async def test_putting_a_text_tells_nobody() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.line.put("data 1\x1b")
        await pilot.pause()
        assert app.line.value == "data 1\\x1b" and app.changes == []
        assert app.line.cursor_position == len("data 1\\x1b")


async def test_several_lines_pasted_become_one_and_nothing_acts_on_the_screen() -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        app.line.post_message(events.Paste("HTTP/1.1 200 OK\r\na: \x1b[31mb\r\n"))
        await pilot.pause()
        assert app.line.value == "HTTP/1.1 200 OK\\r\\na: \\x1b[31mb"


@pytest.mark.parametrize("position", [0, 5])
async def test_the_wrong_part_is_marked_and_its_column_known(position: int) -> None:
    app = LineApp()
    async with app.run_test() as pilot:
        app.line.put("data 1 wrong")
        app.line.mark((position, position + 2))
        await pilot.pause()
        assert app.line.has_class("-wrong") and app.line.column_of(position) == position
        app.line.mark(None)
        assert not app.line.has_class("-wrong")


async def test_the_column_of_a_long_line_counts_what_is_scrolled_away() -> None:
    app: Any = LineApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.line.put("x" * 50)
        await pilot.pause()
        assert app.line.column_of(49) < 20


def test_a_client_is_shown_a_request_where_nothing_is_written_yet() -> None:
    popup = CompletionList()
    assert "get /path" in CommandLine(History(), complete, popup, client=True).placeholder
    assert "headers" in CommandLine(History(), complete, popup).placeholder
