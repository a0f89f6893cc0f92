"""The last line: the keys of the focused pane, each clickable. Knows bindings, no pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from h2craft.tui.widgets.pieces import Piece, PieceLine

if TYPE_CHECKING:
    from textual.screen import Screen

# What a person in trouble looks for stays longest.
STAYS = {"app.help": 1, "app.palette": 2, "app.quit": 3}


class KeyLine(PieceLine):
    """One piece a key, in the order of the focused pane, then the screen's, then the app's."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._look)
        self.call_after_refresh(self._look, self.screen)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _look(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.show(list(self._pieces()))

    def _pieces(self) -> Iterator[Piece]:
        seen = set()
        for number, active in enumerate(self.screen.active_bindings.values()):
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in seen:
                continue
            seen.add(binding.action)
            key = self.app.get_key_display(binding)
            weight = STAYS.get(binding.id or "", 10 + number)
            simulated = f"app.simulate_key('{binding.key}')"
            yield Piece(f"[{key}] {binding.description}", "plain", simulated, weight)
