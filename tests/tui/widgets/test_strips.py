"""Words on a line, one chosen; and a line of spans."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from h2craft.explain import Role, Span
from h2craft.tui.widgets.strips import Choices, SpanLine, Tick


class StripApp(App[None]):
    def __init__(self, width: int = 40) -> None:
        super().__init__()
        self.width = width
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        strip = Choices(["one", "two", "three"], "one", labels=["1 ONE", "2 TWO", "3 THREE"])
        strip.styles.width = self.width
        yield strip
        yield SpanLine(id="line")

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        self.chosen.append(event.word)

    @property
    def strip(self) -> Choices:
        return self.query_one(Choices)


def shown(widget: Choices | SpanLine) -> str:
    return widget.render_line(0).text


@pytest.mark.parametrize(("key", "word"), [("right", "two"), ("left", "three"), ("space", "two")])
async def test_keys_choose(key: str, word: str) -> None:
    app = StripApp()
    async with app.run_test() as pilot:
        app.strip.focus()
        await pilot.press(key)
        await pilot.pause()
        assert app.chosen == [word] and app.strip.value == word


async def test_a_click_chooses_what_stands_there() -> None:
    app = StripApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click(Choices, offset=(8, 0))
        await pilot.pause()
        assert app.chosen == ["two"]
        await pilot.click(Choices, offset=(35, 0))
        await pilot.pause()
        assert app.chosen == ["two"]


async def test_the_chosen_one_is_in_sight_on_a_short_line() -> None:
    app = StripApp(width=9)
    async with app.run_test() as pilot:
        await pilot.pause()
        app.strip.value = "three"
        await pilot.pause()
        assert "3 THREE" in shown(app.strip)
        app.strip.value = "one"
        await pilot.pause()
        assert shown(app.strip).startswith("1 ONE")


async def test_showing_another_tells_nobody() -> None:
    app = StripApp()
    async with app.run_test() as pilot:
        app.strip.value = "two"
        app.strip.value = "no such word"
        await pilot.pause()
        assert app.chosen == []


async def test_a_line_of_spans_that_does_not_fit_shows_that_it_was_cut() -> None:
    app = StripApp()
    async with app.run_test(size=(12, 5)) as pilot:
        line = app.query_one("#line", SpanLine)
        line.show((Span("twelve cells", Role.ERROR), Span(" and more")))
        await pilot.pause()
        assert line.text == "twelve cells and more"
        assert shown(line) == "twelve cell…"


async def test_a_tick_is_read_without_colours() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        tick = Tick("set", compact=True)
        await app.mount(tick)
        await pilot.pause()
        assert "X" not in str(tick.render())
        tick.value = True
        await pilot.pause()
        assert "X" in str(tick.render())
