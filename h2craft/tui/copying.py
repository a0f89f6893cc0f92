"""Getting text out of the screen, also where the terminal has no clipboard. Knows no pane.

Three ways at once, as none of them can be relied on and none says whether it worked: the
terminal's own clipboard (OSC 52), a program of the desktop, and always a file.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from textual.app import App

from h2craft.session import state_folder, write_private

FILE = "copied.txt"
OSC52_OCTETS = 74_000  # 100,000 characters in base64: what xterm and others take at most
LARGE = 4_096  # from here on the file is what a person wants
PROGRAM_SECONDS = 2.0

# Terminals that are known to drop OSC 52.
DEAF_PROGRAMS = frozenset({"Apple_Terminal"})
DEAF_TERMS = frozenset({"linux", "dumb", ""})

PROGRAMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
)
"""Which environment variable says that a program can work, and the program."""


def terminal_listens(environment: Mapping[str, str]) -> bool:
    """Whether the terminal may take OSC 52. Most never say."""
    deaf = environment.get("TERM_PROGRAM") in DEAF_PROGRAMS
    return not deaf and environment.get("TERM", "") not in DEAF_TERMS


def program(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    """The desktop's program that fills its clipboard, if there is one."""
    if sys.platform == "darwin":
        return ("pbcopy",) if shutil.which("pbcopy") else None
    for name, words in PROGRAMS:
        if environment.get(name) and shutil.which(words[0], path=environment.get("PATH")):
            return words
    return None


async def copy(app: App[object], text: str, what: str, folder: Path | None = None) -> str:
    """Copy, and return what to tell the person. Never raises."""
    octets = len(text.encode("utf-8", "backslashreplace"))
    path = (folder or state_folder()) / FILE
    try:
        write_private(path, text)
        kept = f"in {path}"
    except OSError as error:
        kept = f"not in a file: {error.strerror or error}"
    reached = False
    if octets <= OSC52_OCTETS and terminal_listens(os.environ):
        app.copy_to_clipboard(text.encode("utf-8", "backslashreplace").decode())
        reached = True
    if words := program(os.environ):
        reached = await _fill(words, text) or reached
    size = f"{len(text):,} characters" if len(text) != 1 else "1 character"
    if reached and octets < LARGE:
        return f"copied {what} ({size})"
    if reached:
        return f"copied {what} ({size}), also {kept}"
    return f"{what} ({size}) is {kept}: this terminal has no clipboard for it"


async def _fill(words: tuple[str, ...], text: str) -> bool:
    """Give the text to a program; such programs stay in the background to serve it."""
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=nowhere,
            stderr=nowhere,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        octets = text.encode("utf-8", "backslashreplace")
        await asyncio.wait_for(process.communicate(octets), PROGRAM_SECONDS)
    except (TimeoutError, OSError):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        return False
    return process.returncode == 0
