"""The configuration file and what the program remembers beside it. Knows no widget.

The file is the person's: it is read, never written. What is wrong in it is named, with its line,
and left out; the rest holds. What the screen itself remembers (histories, views, the theme that
was picked) goes into a state file of its own. Where both speak of a thing, the person's file wins.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from h2craft.session import Config, place_of

LARGEST_HISTORY = 100_000


Check = Callable[[Any], Any]
"""The value as it is used; ValueError says what would be one."""


def load(path: Path, *, must_exist: bool = False) -> Config:
    """Read a configuration file; a missing one is an empty one unless it must be there."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config(troubles=(f"{path} does not exist",) if must_exist else ())
    except (OSError, UnicodeDecodeError) as error:
        return Config(path=path, troubles=(f"cannot read {path}: {error}",))
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Config(path=path, troubles=(_syntax(path, str(error)),))
    given: dict[str, Any] = {}
    troubles: list[str] = []
    for name, value in values.items():
        try:
            given[name] = _checked(name, value)
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


def _checked(name: str, value: Any) -> Any:
    check = CHECKS.get(name)
    if check is None:
        near = difflib.get_close_matches(name, CHECKS, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(CHECKS)}"
        raise ValueError(f"unknown name {name!r}{hint}")
    return check(value)


# What may stand in it


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def known_theme(value: Any) -> str:
    """The name of a theme there is; ValueError with the nearest one otherwise."""
    from textual.theme import BUILTIN_THEMES

    if value in BUILTIN_THEMES:
        return str(value)
    near = difflib.get_close_matches(str(value), BUILTIN_THEMES, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(BUILTIN_THEMES)}"
    raise ValueError(f"no theme {value!r}{hint}")


def _columns(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("columns are a list of names")
    from h2craft.tui.widgets.rows import COLUMNS

    for name in value:
        if name not in COLUMNS:
            raise ValueError(f"no column {name!r}; there are {', '.join(COLUMNS)}")
    return tuple(value)


def _history(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_HISTORY:
        raise ValueError(f"history is a number of lines, 0 to {LARGEST_HISTORY:,}")
    return value


def _table(value: Any, of: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError(f"{of} is a table")
    return value


def _keymap(value: Any) -> dict[str, str]:
    """Keys as one text, comma separated, or as a list. Ids have dots, quoted or not."""
    flat: dict[str, Any] = {}
    for name, keys in _table(value, "keymap").items():
        if isinstance(keys, dict):  # frames.filter = "f", without quotation marks
            flat.update({f"{name}.{inner}": one for inner, one in keys.items()})
        else:
            flat[name] = keys
    made = {}
    for name, keys in flat.items():
        listed = [keys] if isinstance(keys, str) else keys
        if not isinstance(listed, list) or not all(isinstance(key, str) for key in listed):
            raise ValueError(f"the keys of {name} are a text or a list of texts", name)
        made[name] = ",".join(key.strip() for key in listed)
    return made


def _views(value: Any) -> dict[str, str]:
    from h2craft.filter import FilterError, compile

    for name, text in _table(value, "views").items():
        if not isinstance(text, str):
            raise ValueError(f"view {name!r} is no text", name)
        try:
            compile(text)
        except FilterError as error:
            raise ValueError(f"view {name!r}: {error.message}", name) from error
    return dict(value)


CHECKS: Mapping[str, Check] = {
    "theme": known_theme,
    "mouse": _flag,
    "follow": _flag,
    "columns": _columns,
    "history": _history,
    "keymap": _keymap,
    "views": _views,
}
