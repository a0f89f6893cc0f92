"""What the screen makes of an environment: colours, and the ways for what is copied. No widget."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from h2craft.session import state_folder
from h2craft.tui.copying import FILE, program, terminal_listens

COLOURS = {"truecolor": 1 << 24, "256": 256, "standard": 16, "windows": 16, None: 0}


def colours(environment: Mapping[str, str]) -> int:
    """How many colours the screen takes the terminal to have; 0 for none."""
    console = Console(force_terminal=True, _environ=environment)
    return COLOURS[console.color_system]


def clipboard_routes(environment: Mapping[str, str]) -> tuple[bool, str, Path]:
    """Whether OSC 52 is written, the desktop's program that is called, and the file that is filled.

    An empty name is no program; the file is written always.
    """
    words = program(environment)
    return terminal_listens(environment), words[0] if words else "", state_folder() / FILE
