"""Keys that come faster than they are answered."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from h2craft.tui.typeahead import Typeahead


class Ask(ModalScreen[str]):
    def compose(self) -> ComposeResult:
        yield Input(id="asked")


class Stand(Static, can_focus=True):
    BINDINGS: list[BindingType] = [
        ("slash", "search", ""),
        ("x", "count", ""),
        ("i", "ask", ""),
        ("d", "vanish", ""),
    ]

    def action_search(self) -> None:
        self.app.query_one("#line").focus()

    def action_count(self) -> None:
        self.app.count += 1

    def action_ask(self) -> None:
        self.app.push_screen(Ask())

    async def action_vanish(self) -> None:
        await self.remove()


class Typed(Typeahead):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def compose(self) -> ComposeResult:
        yield Stand("rows", id="rows")
        yield Input(id="line")

    def on_mount(self) -> None:
        self.query_one("#rows").focus()


def at_once(app: Typed, text: str) -> None:
    """All of these keys before the first is answered, as a terminal hands them over."""
    for letter in text:
        key = {"/": "slash"}.get(letter, letter)
        app.post_message(events.Key(key, letter))


async def until(pilot: Pilot[Any], what: Any) -> None:
    while not what():
        await pilot.pause()


async def test_letters_right_behind_a_key_that_opens_a_line_are_typed_into_it() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        at_once(app, "x/xix")
        await until(pilot, lambda: app.query_one("#line", Input).value == "xix")
        assert app.count == 1


async def test_letters_right_behind_a_key_that_opens_a_dialog_are_typed_into_it() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        at_once(app, "ixx")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await until(pilot, lambda: app.screen.query_one(Input).value == "xx")
        assert app.count == 0


@pytest.mark.parametrize("pasted", ["/x", "some text"])
async def test_a_paste_waits_its_turn_too(pasted: str) -> None:
    app = Typed()
    async with app.run_test() as pilot:
        app.post_message(events.Key("slash", "/"))
        app.post_message(events.Paste(pasted))
        await until(pilot, lambda: app.query_one("#line", Input).value == pasted)


async def test_what_is_removed_by_a_key_does_not_keep_the_next_one() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        at_once(app, "dxx")
        await until(pilot, lambda: not app._keys and not app._answering)
        at_once(app, "d")
        await until(pilot, lambda: not app._answering)
