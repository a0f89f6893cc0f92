"""Keys one after another: each finds the screen as the key before it has left it.

Textual hands a key to what has the focus when it arrives. Where `/` opens a line to type in, the
letters that came right behind it (a fast hand, a busy moment) would still reach the list below,
and act as commands there. So a key waits until the one before it has gone all its way.

Knows keys and the focus; no pane and no session.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

PATIENCE = 0.3  # seconds: what is removed while it has a key never says that it is done


class Typeahead(App[None]):
    """An app that takes one key at a time."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._keys: deque[events.Key | events.Paste] = deque()
        self._turn = 0  # counts the keys; 0 when each was answered
        self._answering = False

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._answering:
            self._keys.append(event)
        else:
            await self._take(event)

    async def _take(self, event: events.Key | events.Paste) -> None:
        self._answering = True
        self._turn += 1
        turn, screen = self._turn, self.screen
        before = screen.focused or screen  # before the key: it may move the focus
        await super().on_event(event)
        self.set_timer(PATIENCE, lambda: self._next(turn))
        self._follow(before, screen, turn)

    def _follow(self, node: MessagePump | None, screen: Screen[Any], turn: int) -> None:
        """Go the way of a key, behind it: from what had the focus up to the app."""
        while node is not None and node is not self:
            above = node._parent
            if node.call_later(self._follow, above, screen, turn):
                return
            node = above  # it is closed, and never had the key
        self.call_later(self._arrived, screen, turn)

    def _arrived(self, screen: Screen[Any], turn: int) -> None:
        """The key has been answered, and the focus it asked for is where it wanted it."""
        if self.screen is screen or not self.screen.call_later(self._settled, turn):
            self._settled(turn)

    def _settled(self, turn: int) -> None:
        """A new screen has its parts, and has asked for a focus."""
        self.call_later(self._next, turn)

    async def _next(self, turn: int) -> None:
        if turn != self._turn or not self._answering:
            return
        self._answering = False
        if self._keys:
            await self._take(self._keys.popleft())
