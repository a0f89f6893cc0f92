"""A list by arrows or letters, and the search over it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets.option_list import Option

from h2craft.tui.widgets.listing import Listing, best


def test_the_best_comes_first_and_all_for_an_empty_query() -> None:
    texts = {"1": "goaway before the head", "2": "a long way", "3": "push"}
    assert best("goaway", texts, 9)[0] == "1"
    assert best("  ", texts, 2) == ["1", "2"]
    assert best("zzz", texts, 9) == []


class ListingApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Listing(*(Option(str(number)) for number in range(3)))


async def test_letters_move() -> None:
    app = ListingApp()
    async with app.run_test() as pilot:
        listing = app.query_one(Listing)
        listing.focus()
        for key, at in (("j", 1), ("j", 2), ("k", 1), ("G", 2), ("g", 0)):
            await pilot.press(key)
            assert listing.highlighted == at
