"""What a person configured and what the program remembers, as front ends ask for it by name.

The person's file is read, never written; what is remembered (histories, views, the theme that was
picked) goes into a state file of its own. Where both speak of a thing, the person's file wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from h2craft.session.folders import write_private

HISTORY = 500  # lines of each history that are remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a configuration file says.

    given      what stands in it, by name, checked; what does not is left to defaults
    troubles   what is wrong in it, a line each: "config.toml:3: ..."
    """

    path: Path | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    troubles: tuple[str, ...] = ()

    @property
    def keymap(self) -> Mapping[str, str]:
        """Command id to keys, comma separated."""
        found: Mapping[str, str] = self.given.get("keymap", {})
        return found

    def line_of(self, *names: str) -> str:
        """Where a name stands, as "file:line"; only the file where that cannot be found."""
        if self.path is None:
            return "config"
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return str(self.path)
        return place_of(self.path, text, names)


def place_of(path: Path, text: str, names: tuple[str, ...]) -> str:
    """ "file:line" of the last of these names, read as table and key."""
    last = re.escape(names[-1])
    wanted = re.compile(rf"\s*(\[\s*)?[\"']?{last}[\"']?\s*([=\].])")
    table = re.compile(rf"\s*\[\s*[\"']?{re.escape(names[0])}[\"']?\s*\]")
    inside = len(names) == 1
    for number, line in enumerate(text.splitlines(), 1):
        if inside and wanted.match(line):
            return f"{path}:{number}"
        if not inside and table.match(line):
            inside = True
    return str(path)


class Settings:
    """What panes ask for by name: the person's configuration, over what was remembered.

    Names are dotted and a pane's own ("compose.history"); values are what JSON has. Without a
    `state` file nothing outlives the program.
    """

    def __init__(self, config: Config | None = None, state: Path | None = None) -> None:
        self.config = config or Config()
        self.trouble = ""  # why nothing is remembered
        self._state = state
        self._kept = self._read()

    def get(self, name: str, default: Any = None) -> Any:
        """A table is both put together, the person's entries winning."""
        given, kept = self.config.given.get(name), self._kept.get(name)
        if isinstance(given, dict) and isinstance(kept, dict):
            return {**kept, **given}
        if given is not None:
            return given
        return default if kept is None else kept

    def set(self, name: str, value: Any) -> None:
        """Remember it, now and for the next time; None forgets it."""
        self._kept[name] = value
        if self._state is None:
            return
        # Another window may have written since: only this name is ours to change.
        try:
            write_private(self._state, json.dumps({**self._read(), name: value}, indent=1) + "\n")
        except OSError as error:
            self.trouble = f"nothing is remembered: cannot write {self._state}: {error.strerror}"

    def history(self, name: str) -> list[str]:
        """Lines that were entered, the newest last."""
        kept = self.get(name, [])
        return [line for line in kept if isinstance(line, str)] if isinstance(kept, list) else []

    def remember(self, name: str, line: str) -> None:
        """Add a line to a history; one that was there moves to its end."""
        most = self.get("history", HISTORY)
        lines = [old for old in self.history(name) if old != line]
        self.set(name, [*lines, line][-most:] if most else [])

    def _read(self) -> dict[str, Any]:
        """What was remembered; a damaged file is nothing remembered."""
        if self._state is None:
            return {}
        try:
            kept = json.loads(self._state.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}
