"""A list of any length that paints only what can be seen."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input

from h2craft.explain import Line, Role, Span
from h2craft.tui.widgets.lines import LineList

MANY = 1_000_000


class Numbers(LineList):
    """Line `n` says n; what was asked for is kept."""

    def __init__(self) -> None:
        super().__init__(id="numbers")
        self.asked: list[int] = []

    def line_at(self, index: int) -> Line:
        self.asked.append(index)
        return (Span(f"line {index}", Role.STRONG),)

    def nothing(self) -> Line:
        return (Span("nothing"),)


class NumbersApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.clicked: list[LineList.Clicked] = []
        self.layouts = 0

    def compose(self) -> ComposeResult:
        yield Vertical(Numbers(), Input())

    def on_mount(self) -> None:
        self.numbers.focus()

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        self.clicked.append(message)

    @property
    def numbers(self) -> Numbers:
        return self.query_one(Numbers)

    @property
    def lines(self) -> list[str]:
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]


async def fill(app: NumbersApp, pilot: Pilot[None], count: int = MANY) -> Numbers:
    app.numbers.set_count(count)
    await pilot.pause()
    return app.numbers


async def test_only_what_can_be_seen_is_asked_for() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        assert set(numbers.asked) == set(range(numbers.page))
        numbers.scroll_top(MANY - 5)
        await pilot.pause()
        assert f"line {MANY - 1}" in app.lines[numbers.page - 1]
        assert set(numbers.asked[numbers.page :]) == set(range(MANY - numbers.page, MANY))


async def test_a_change_of_length_lays_out_nothing() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot, 5)
        laid_out: list[object] = []
        screen: Any = app.screen
        screen._refresh_layout = lambda *given, **more: laid_out.append(given)
        for count in (6, 500, MANY, 3, 0, 7):
            await fill(app, pilot, count)
            assert numbers.count == count
        assert laid_out == []


async def test_lines_that_come_out_of_sight_paint_nothing() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        numbers.asked.clear()
        await fill(app, pilot, MANY + 10)
        assert numbers.asked == []


async def test_moving_the_cursor_within_sight_paints_two_lines() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        numbers.place_cursor(3)
        await pilot.pause()
        numbers.asked.clear()
        assert numbers.place_cursor(4)
        await pilot.pause()
        assert sorted(numbers.asked) == [3, 4]
        assert not numbers.place_cursor(4)


async def test_the_cursor_is_shown_wherever_it_goes() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        for index in (500_000, 3, MANY + 7, -9):
            numbers.place_cursor(index)
            await pilot.pause()
            if numbers.cursor >= 0:
                assert numbers.cursor in numbers.in_sight
        assert numbers.cursor == -1


async def test_the_cursor_lies_on_another_ground_in_focus_and_out_of_it() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        numbers.place_cursor(1)
        await pilot.pause()

        def ground(y: int) -> Color | None:
            return Color.from_rich_color(numbers.render_line(y)._segments[0].style.bgcolor)

        focused = ground(1)
        assert focused != ground(0)
        app.query_one(Input).focus()
        await pilot.pause()
        assert ground(1) not in (focused, ground(0))


async def test_an_empty_list_says_so_once() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)):
        assert [line.strip() for line in app.lines[:2]] == ["nothing", ""]


async def test_a_theme_changes_what_is_painted() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        before = numbers.render_line(0)._segments[0].style
        app.theme = "textual-light"
        await pilot.pause()
        assert numbers.render_line(0)._segments[0].style != before


async def test_a_click_says_which_line_and_where() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        numbers = await fill(app, pilot)
        numbers.scroll_top(100)
        await pilot.pause()
        await pilot.click("#numbers", offset=(7, 2))
        await pilot.click("#numbers", offset=(7, 2), shift=True)
        await pilot.pause()
        told = app.clicked[0]
        assert (told.index, told.x, told.twice, told.extend) == (102, 7, False, False)
        assert app.clicked[-1].extend


async def test_a_click_below_the_last_line_is_nothing() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 13)) as pilot:
        await fill(app, pilot, 2)
        await pilot.click("#numbers", offset=(7, 5))
        await pilot.pause()
        assert app.clicked == []
