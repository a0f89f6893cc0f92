"""Names of files, for the completer: the only thing it looks at outside of the text."""

from __future__ import annotations

import os

Offer = tuple[str, str, str]

MOST_FILES = 200
MOST_LOOKED_AT = 5_000
"""Entries of a folder that are read: a larger one would be felt at each key."""

_PLAIN = frozenset(' "\\()')
_QUOTED = frozenset('"\\')


def files(prefix: str, behind: str, *, quoted: bool = False, suffix: str = "") -> list[Offer]:
    """Files and folders that begin so; nothing where the folder cannot be read.

    `quoted`: the name stands in quotation marks, so white space is part of it. `suffix` leaves
    only files that end so, and all folders.
    """
    folder, name = os.path.split(prefix)
    made: list[Offer] = []
    forbidden = _QUOTED if quoted else _PLAIN
    for entry, is_folder in _entries(folder, name, suffix):
        if entry.isprintable() and not set(entry) & forbidden:
            path = os.path.join(folder, entry)
            made.append((f"{path}/" if is_folder else path + behind, path, ""))
    return made


def scripts(prefix: str) -> list[Offer]:
    """Python files and folders; in quotation marks where the text begins so."""
    if not prefix.startswith('"'):
        return files(prefix, "", suffix=".py")
    found = files(prefix[1:], '"', quoted=True, suffix=".py")
    return [(f'"{text}', label, sentence) for text, label, sentence in found]


def _entries(folder: str, name: str, suffix: str) -> list[tuple[str, bool]]:
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            found = []
            for _, entry in zip(range(MOST_LOOKED_AT), entries, strict=False):
                if entry.name.startswith(name) and (name or not entry.name.startswith(".")):
                    is_folder = entry.is_dir()
                    if is_folder or entry.name.endswith(suffix):
                        found.append((entry.name, is_folder))
    except (OSError, ValueError):
        return []
    return sorted(found)[:MOST_FILES]
