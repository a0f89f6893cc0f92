"""Everything a person can do on the screen, as one table: keys, palette, help and README.

A pane's commands stand in the module named after it. The pane's class takes its bindings from
`bindings("pane")`, and F1, the palette and the keymap read the same table, so they cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing to do.

    id         "pane.verb", what the keymap in the configuration file calls it
    keys       Textual's names, comma separated; empty: palette only
    action     Textual's action on the pane (or on the screen, for "screen." and "app.")
    label      a word or two for the footer
    sentence   what it does, for F1 and the palette
    shown      in the footer
    priority   works while a text field has the focus
    """

    id: str
    keys: str
    action: str
    label: str
    sentence: str
    shown: bool = True
    priority: bool = False

    @property
    def pane(self) -> str:
        return self.id.partition(".")[0]

    def binding(self) -> Binding:
        return Binding(
            self.keys,
            self.action,
            self.label,
            id=self.id,
            tooltip=self.sentence,
            show=self.shown,
            priority=self.priority,
        )


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """For a pane's `BINDINGS`: those of its commands that have a key."""
    return [command.binding() for command in commands if command.keys]


def all_commands() -> list[Command]:
    """Of every pane, in the order the help shows them."""
    from h2craft.tui.commands import (
        app,
        compose,
        connections,
        detail,
        frames,
        hands,
        ladder,
        library,
        log,
        screen,
        tour,
    )

    tables = (screen, frames, connections, detail, compose, hands, log, ladder, library, tour, app)
    return [command for table in tables for command in table.COMMANDS]
