"""The configuration file and what the program remembers beside it. Knows no widget.

The file is the person's: it is read, never written. What is wrong in it is named, with its line,
and left out; the rest holds. What the screen itself remembers (histories, views, the theme that
was picked) goes into a state file of its own. Where both speak of a thing, the person's file wins.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from h2craft.session import Config, place_of
from h2craft.tui.settings import check


def load(path: Path, *, must_exist: bool = False) -> Config:
    """Read a configuration file; a missing one is an empty one unless it must be there."""
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return Config(troubles=(f"{path} does not exist",) if must_exist else ())
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return Config(path=path, troubles=(f"cannot read {path}: {why}",))
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        return Config(path=path, troubles=(f"{path}:{line}: not UTF-8: octet {error.start + 1}",))
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Config(path=path, troubles=(_syntax(path, str(error)),))
    except RecursionError:
        return Config(path=path, troubles=(f"{path}: lists or tables within each other, too deep",))
    given: dict[str, Any] = {}
    troubles: list[str] = []
    for name, value in values.items():
        try:
            given[name] = check(name, value)
        except ValueError as error:
            troubles.append(f"{place_of(path, text, (name, *_inner(error)))}: {error.args[0]}")
    return Config(path=path, given=given, troubles=tuple(troubles))


def _syntax(path: Path, words: str) -> str:
    """tomllib says "... (at line 3, column 7)": the line belongs to the file's name."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", words)
    if found is None:
        return f"{path}: {words}"
    return f"{path}:{found[1]}: {words[: found.start()]} in column {found[2]}"


def _inner(error: ValueError) -> tuple[str, ...]:
    """The name within a table that an error is about."""
    return tuple(error.args[1:2])
