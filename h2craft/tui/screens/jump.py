"""The jump overlay: a letter on each pane, and the focus goes where a person presses it.

Knows regions and names, no pane.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Region
from textual.screen import ModalScreen
from textual.widgets import Static

LETTERS = "asdfghjkl"


class JumpScreen(ModalScreen[str]):
    """Answers the name whose letter was pressed, None for any other key."""

    DEFAULT_CSS = """
    JumpScreen { background: $background 30%; }
    JumpScreen > Static {
        position: absolute; width: auto; height: 1; padding: 0 1;
        background: $accent; color: $background; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", tooltip="Stay where the focus is")
    ]

    def __init__(self, places: Mapping[str, tuple[str, Region]]) -> None:
        super().__init__()
        self._places = dict(zip(LETTERS, places.items(), strict=False))

    def compose(self) -> ComposeResult:
        for letter, (_, (title, region)) in self._places.items():
            label = Static(Content(f"{letter} {title}"), id=f"jump-{letter}")
            label.absolute_offset = Offset(region.x + max(0, region.width // 2 - 6), region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            return
        event.stop()
        place = self._places.get(event.key)
        self.dismiss(place[0] if place else None)

    def on_click(self, event: events.Click) -> None:
        name = next(
            (
                name
                for name, (_, region) in self._places.values()
                if region.contains(event.screen_x, event.screen_y)
            ),
            None,
        )
        self.dismiss(name)

    def action_leave(self) -> None:
        self.dismiss(None)
