"""A line of pieces."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from h2craft.tui.widgets.pieces import Piece, PieceLine, fitting


def test_what_does_not_fit_goes_by_weight() -> None:
    pieces = [Piece("stays"), Piece("heavy", weight=9), Piece("light", weight=1)]
    assert [piece.text for piece in fitting(pieces, 12)] == ["stays", "light"]
    assert [piece.text for piece in fitting(pieces, 30)] == ["stays", "heavy", "light"]


def test_of_equal_weight_the_last_goes_first() -> None:
    pieces = [Piece("a", weight=1), Piece("b", weight=1)]
    assert fitting(pieces, 1) == pieces[:1]


def test_what_has_to_stay_is_cut() -> None:
    assert [piece.text for piece in fitting([Piece("abcdef")], 3)] == ["abc"]
    assert [piece.text for piece in fitting([Piece("abcdef")], 0)] == [""]


def test_empty_pieces_take_no_room() -> None:
    assert fitting([Piece(""), Piece("a")], 1) == [Piece("a")]


class Shown(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.clicked: list[str] = []

    def compose(self) -> ComposeResult:
        yield PieceLine(id="line")

    def action_note(self, what: str) -> None:
        self.clicked.append(what)


@pytest.fixture
def pieces() -> list[Piece]:
    return [
        Piece("[b]one[/b]", "name", "app.note('one')"),
        Piece("two", "plain", "app.note('two')"),
    ]


async def test_a_click_does_what_its_piece_stands_for(pieces) -> None:
    async with Shown().run_test(size=(40, 3)) as pilot:
        line = pilot.app.query_one(PieceLine)
        line.show(pieces)
        await pilot.pause()
        for x in (1, 13, 30):
            await pilot.click("#line", offset=(x, 0))
        assert pilot.app.clicked == ["one", "two"]


async def test_brackets_are_text_and_the_line_is_full(pieces) -> None:
    async with Shown().run_test(size=(40, 3)) as pilot:
        line = pilot.app.query_one(PieceLine)
        line.show(pieces)
        await pilot.pause()
        strip = line.render_line(0)
        assert strip.text == " [b]one[/b]  two".ljust(40)
        assert line.text == "[b]one[/b]  two"
