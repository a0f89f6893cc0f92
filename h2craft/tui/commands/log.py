"""Commands: log."""

from __future__ import annotations

from h2craft.tui.commands import Command

COMMANDS: tuple[Command, ...] = ()
