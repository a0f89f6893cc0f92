"""Which files below a folder look like handler scripts. Reads files, runs none of them."""

from __future__ import annotations

import os
import re
from pathlib import Path

MOST_FILES = 2_000
MOST_ENTRIES = 20_000  # a folder that is somebody's home is not searched to its end
DEEPEST = 8
READ_OCTETS = 1 << 20

_HOOK = re.compile(rb"^\s*(?:(?:async\s+)?def\s+)?(?:main|handle_[a-z_]+)\s*[(=:]", re.MULTILINE)
_SKIPPED = frozenset(("__pycache__", "node_modules"))


def script_files(folder: Path) -> list[str]:
    """Paths relative to `folder`, with slashes, sorted; hidden folders and caches left out."""
    found: list[str] = []
    entries = 0
    for place, folders, files in os.walk(folder):
        inside = Path(place).relative_to(folder)
        deep = len(inside.parts) >= DEEPEST
        folders[:] = [] if deep else sorted(name for name in folders if not _skipped(name))
        entries += len(files) + len(folders)
        found += [
            (inside / name).as_posix()
            for name in sorted(files)
            if name.endswith(".py") and not name.startswith(".") and _has_hooks(place, name)
        ]
        if entries > MOST_ENTRIES or len(found) >= MOST_FILES:
            break
    return sorted(found[:MOST_FILES])


def _skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED


def _has_hooks(place: str, name: str) -> bool:
    path = os.path.join(place, name)
    try:
        if not os.path.isfile(path):
            return False  # a pipe would block us
        with open(path, "rb") as file:
            return _HOOK.search(file.read(READ_OCTETS)) is not None
    except OSError:
        return False
