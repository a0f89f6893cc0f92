"""The screen: a Textual workbench over a client. The only room that knows Textual.

A pane is a widget made with the `Session`. Beside `look()`, which the screen's timer calls, it may
have `selected(selection)`, called when another selection stands in the session, and
`fired(message)`, called with each `Fired`; the screen calls those it finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from h2craft.tui.look import Look
from h2craft.tui.settings import SETTINGS, Setting, theme_names
from h2craft.tui.tour import STEPS, VISITORS, Tour, Visitor, find_visitor

if TYPE_CHECKING:
    from pathlib import Path

    from h2craft.client import Client
    from h2craft.session import Config

__all__ = [
    "SETTINGS",
    "STEPS",
    "VISITORS",
    "Look",
    "ScreenError",
    "Setting",
    "Tour",
    "Visitor",
    "clipboard_routes",
    "colours",
    "config_troubles",
    "find_visitor",
    "run_screen",
    "theme_names",
]


class ScreenError(Exception):
    """The screen failed, in one line; the terminal is restored and the trace is complete."""


def run_screen(
    client: Client, look: Look, *, notes: tuple[str, ...] = (), tour: Tour | None = None
) -> None:
    """Show the workbench until the person leaves it. The client is closed when this returns.

    `notes` are told at the start; with a `tour` its panel stands beside. Raises ScreenError.
    """
    from h2craft.tui.running import run

    run(client, look, notes, tour)


def config_troubles(config: Config) -> tuple[str, ...]:
    """All that is wrong in a configuration, the keys' clashes included, a line each."""
    from h2craft.tui.keys import checked

    return (*config.troubles, *checked(config)[1])


def colours(environment: Mapping[str, str]) -> int:
    """See `h2craft.tui.abilities.colours`."""
    from h2craft.tui import abilities

    return abilities.colours(environment)


def clipboard_routes(environment: Mapping[str, str]) -> tuple[bool, str, Path]:
    """See `h2craft.tui.abilities.clipboard_routes`."""
    from h2craft.tui import abilities

    return abilities.clipboard_routes(environment)
