"""Fixtures of the screen's tests: one pane alone in an app, and what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from h2craft.tui import messages


class Host(App[None]):
    """One pane alone. `said` is what it told its screen, `lines` what a person sees of it."""

    def __init__(self, make: Callable[[], Widget]) -> None:
        super().__init__()
        self._make = make
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self._make()

    def on_mount(self) -> None:
        self.pane.focus()

    @property
    def pane(self) -> Any:
        return self.screen.children[0]

    @on(messages.RecordSelected)
    @on(messages.NodeSelected)
    @on(messages.ComposeAsked)
    @on(messages.FireAsked)
    @on(messages.FilterAsked)
    @on(messages.CopyAsked)
    @on(messages.Said)
    def heard(self, message: Message) -> None:
        self.said.append(message)

    def heard_of(self, kind: type[Message]) -> list[Any]:
        """What was told of one kind, oldest first."""
        return [message for message in self.said if isinstance(message, kind)]

    @property
    def lines(self) -> list[str]:
        return lines_of(self)


async def until(pilot: Pilot[Any], holds: Callable[[], Any]) -> None:
    """Let messages go their way until it holds; a message may have several widgets to pass."""
    for _ in range(100):
        if holds():
            return
        await pilot.pause()
    assert holds()


def lines_of(app: App[Any]) -> list[str]:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


@pytest.fixture(name="until")
def _until() -> Callable[..., Awaitable[None]]:
    """`await until(pilot, lambda: ...)`."""
    return until


@pytest.fixture
def hosting() -> Callable[[Callable[[], Widget]], Host]:
    """`hosting(lambda: FrameList(session))`: an app with this pane alone, for `run_test`."""
    return Host
