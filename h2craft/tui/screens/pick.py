"""Choosing one of many by a few letters. Knows nothing of what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from h2craft.tui.screens.edit import Dialog
from h2craft.tui.widgets.listing import Listing, best

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` is the answer; the texts have passed the escaper."""

    key: str
    label: str
    sentence: str = ""


class PickScreen(Dialog[str]):
    """The answer is the key of the choice, None for Escape."""

    DEFAULT_CSS = """
    PickScreen > .dialog { height: 96%; max-height: 24; }
    PickScreen Input { height: 1; border: none; padding: 0 1; }
    PickScreen Input:focus { border: none; background-tint: $foreground 8%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], current: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = {one.key: one for one in choices}
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            yield Input(placeholder="a few letters", id="search")
            yield Listing(id="choices", markup=False, compact=True)

    def on_mount(self) -> None:
        self._show("")

    def _show(self, query: str) -> None:
        texts = {one.key: f"{one.label} {one.sentence}" for one in self._choices.values()}
        keys = best(query, texts, SHOWN)
        width = max((len(self._choices[key].label) for key in keys), default=0)
        listing = self.query_one("#choices", Listing)
        listing.set_options(Option(_line(self._choices[key], width), id=key) for key in keys)
        if keys:
            listing.highlighted = keys.index(self._current) if self._current in keys else 0

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted, "#search")
    def _taken(self) -> None:
        option = self.query_one("#choices", Listing).highlighted_option
        if option is not None:
            self.dismiss(option.id)

    @on(OptionList.OptionSelected, "#choices")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_move(self, by: int) -> None:
        listing = self.query_one("#choices", Listing)
        if by > 0:
            listing.action_cursor_down()
        else:
            listing.action_cursor_up()


def _line(one: Choice, width: int) -> Content:
    return Content.assemble(
        Content.styled(f"{one.label:<{width}}", "bold"), (f"  {one.sentence}", "$text-muted")
    )
