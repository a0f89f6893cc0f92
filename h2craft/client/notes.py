"""What a person says about the records of a trace, in a file beside it. Knows no record.

One JSON object a line, {"seq": 12, "text": "why?", "marked": true}, the last one for a seq counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

LONGEST_FILE = 64 << 20  # octets; more is not a person's


class Notes:
    """`marks` is text by seq, "" for a mark alone, None for one that was taken back."""

    def __init__(self, path: Path, trouble: Callable[[str], object]) -> None:
        self._path = path
        self._kept: dict[int, str | None] = {}
        self._cut = False  # the last line has no end
        self.marks: Mapping[int, str | None] = MappingProxyType({})
        try:
            if path.stat().st_size > LONGEST_FILE:
                trouble(f"{path} is too long to be notes: it is not read")
                return
            lines = path.read_text("utf-8", "backslashreplace").split("\n")
        except FileNotFoundError:
            return
        except OSError as error:
            trouble(f"{path}: {error.strerror or error}")
            return
        self._cut = bool(lines[-1])
        bad = [number for number, line in enumerate(lines, 1) if line and not self._take(line)]
        if bad:
            more = f", nor are {len(bad) - 1} more" if len(bad) > 1 else ""
            trouble(f"{path}: line {bad[0]} is no note{more}")
        self._publish()

    def _take(self, line: str) -> bool:
        try:
            said = json.loads(line)
            seq, text, marked = said["seq"], said.get("text", ""), said.get("marked", True)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return False
        if type(seq) is not int or not isinstance(text, str):
            return False
        self._kept[seq] = text if marked else None
        return True

    def add(self, seq: int, text: str, *, marked: bool) -> str:
        """Keep a note, at once on disk. Returns why it could not be, or nothing."""
        line = json.dumps({"seq": seq, "text": text, "marked": marked})
        try:
            with self._path.open("a", encoding="ascii") as file:
                file.write("\n" * self._cut + f"{line}\n")
        except OSError as error:
            return f"{self._path}: {error.strerror or error}"
        self._cut = False
        self._kept[seq] = text if marked else None
        self._publish()
        return ""

    def _publish(self) -> None:
        self.marks = MappingProxyType(dict(self._kept))
