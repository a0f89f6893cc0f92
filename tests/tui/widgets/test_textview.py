"""Explained text on the screen."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.message import Message

from h2craft.explain import Role, Span, Text
from h2craft.tui.messages import CopyAsked
from h2craft.tui.widgets.textview import TextView

WORDS = " ".join(f"word{number}" for number in range(30))
TEXT: Text = [
    (Span("first "), Span("[bold]not markup[/]", Role.NAME, (0, 3))),
    (Span(WORDS),),
    *[(Span(f"line {number}"),) for number in range(2, 40)],
]


class Host(App[None]):
    said: ClassVar[list[Message]] = []

    def compose(self) -> ComposeResult:
        yield TextView(id="text")

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.said.append(message)

    def on_text_view_moved(self, message: TextView.Moved) -> None:
        self.said.append(message)


@pytest.fixture
def host() -> Host:
    Host.said.clear()
    return Host()


def shown(view: TextView) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


async def test_brackets_are_text_and_long_lines_go_on_below(host: Host) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        await pilot.pause()
        rows = shown(view)
        assert rows[0] == "first [bold]not markup[/]"
        assert rows[1].startswith("word0 ")
        assert rows[2].startswith("word")
        assert max(map(len, rows)) <= 58


async def test_before_it_has_a_place_it_is_wrapped_to_the_whole_width() -> None:
    class Early(TextView):
        begun: tuple[int, int] = (0, 0)

        def on_mount(self) -> None:
            self.show(TEXT)
            self.begun = self.size.width, len(self._rows)

    class Narrow(App[None]):
        def compose(self) -> ComposeResult:
            yield Early()

    async with Narrow().run_test(size=(60, 10)) as pilot:
        view = pilot.app.query_one(Early)
        width, rows = view.begun
        assert width == 0 and rows <= len(view._rows) < 2 * rows


async def test_the_cursor_moves_by_lines_of_the_text_and_stays_in_sight(host: Host) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        view.focus()
        await pilot.press("down", "down")
        assert view.cursor == 2
        await pilot.press("G")
        await pilot.pause()
        assert view.cursor == len(TEXT) - 1
        assert shown(view)[-1] == "line 39"
        await pilot.press("g")
        await pilot.pause()
        assert shown(view)[0].startswith("first")


async def test_a_line_that_speaks_of_octets_says_so(host: Host) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        view.focus()
        await pilot.press("down", "up")
        await pilot.pause()
        moved = [each for each in Host.said if isinstance(each, TextView.Moved)]
        assert [each.at for each in moved] == [None, (0, 3)]


async def test_a_click_puts_the_cursor_where_it_was(host: Host) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        await pilot.pause()
        row = shown(view).index("line 2")
        await pilot.click("#text", offset=(3, row))
        assert view.cursor == 2


async def test_the_line_and_all_of_it_can_be_copied(host: Host) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        view.focus()
        await pilot.press("down", "y", "Y")
        await pilot.pause()
        copied = [each.text for each in Host.said if isinstance(each, CopyAsked)]
        assert copied[0] == WORDS
        assert copied[1].startswith("first [bold]not markup[/]\nword0")


async def test_text_brought_up_to_date_keeps_the_cursor(host: Host) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        view.focus()
        await pilot.press("down", "down", "down")
        view.show([*TEXT, (Span("new"),)], keep=True)
        assert view.cursor == 3
        view.show(TEXT[:2], keep=True)
        assert view.cursor == 1
        view.show(TEXT)
        assert view.cursor == 0


async def test_a_narrower_pane_wraps_anew(host: Host) -> None:
    async with host.run_test(size=(60, 20)) as pilot:
        view = host.query_one(TextView)
        view.show(TEXT)
        await pilot.resize_terminal(30, 20)
        await pilot.pause()
        assert max(map(len, shown(view))) <= 28
        assert WORDS.split() == " ".join(shown(view)[1:19]).split()[: len(WORDS.split())]
