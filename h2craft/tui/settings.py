"""The settings of the configuration file: one table, with what each may be. Knows no widget.

What the file may say, what it says by itself, what help and examples tell: all of it is read from
here, and there is no second list.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from h2craft.session import HISTORY

LARGEST_HISTORY = 100_000

Check = Callable[[Any], Any]
"""The value as it is used; ValueError says what would be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A name at the top of the file.

    check    makes the value that is used of the one that was read
    default  what holds where the name is not there
    values   what may stand there, in words
    about    what it is for
    example  lines of TOML, as a person may write them
    """

    check: Check
    default: Any
    values: str
    about: str
    example: str

    @property
    def is_table(self) -> bool:
        return isinstance(self.default, dict)


def check(name: str, value: Any) -> Any:
    """The value of that setting as it is used; ValueError for a name or a value there is not."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise ValueError(f"unknown name {name!r}{_hint(name, SETTINGS)}")
    return setting.check(value)


def theme_names() -> tuple[str, ...]:
    """The themes there are."""
    from textual.theme import BUILTIN_THEMES

    return tuple(BUILTIN_THEMES)


def known_theme(value: Any) -> str:
    """The name of a theme there is; ValueError with the nearest one otherwise."""
    from textual.theme import BUILTIN_THEMES

    if value in BUILTIN_THEMES:
        return str(value)
    raise ValueError(f"no theme {value!r}{_hint(str(value), BUILTIN_THEMES)}")


def _hint(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


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


SETTINGS: Mapping[str, Setting] = {
    "theme": Setting(
        check=known_theme,
        default="textual-dark",
        values="a theme of Textual's",
        about="Look of the screen. One that is picked in the palette is remembered, and holds "
        "where the file names none; --theme goes before both.",
        example='theme = "nord"',
    ),
    "mouse": Setting(
        check=_flag,
        default=True,
        values="true or false",
        about="Whether the screen takes the mouse; --no-mouse leaves it to the terminal.",
        example="mouse = false",
    ),
    "follow": Setting(
        check=_flag,
        default=True,
        values="true or false",
        about="Begin at the newest frame, and stay there as more arrive.",
        example="follow = false",
    ),
    "columns": Setting(
        check=_columns,
        default=(),
        values="a list of seq, time, connection, request, flags, length",
        about="Columns of the frame list, beside those that are always there; [] shows all.",
        example='columns = ["time", "request", "length"]',
    ),
    "history": Setting(
        check=_history,
        default=HISTORY,
        values=f"a number, 0 to {LARGEST_HISTORY:,}",
        about="Lines that each history remembers; 0 remembers none.",
        example="history = 2000",
    ),
    "keep_tls": Setting(
        check=_flag,
        default=False,
        values="true or false",
        about="Keep TLS as it is on the wire, with its secrets, as --keep-tls does.",
        example="keep_tls = true",
    ),
    "keymap": Setting(
        check=_keymap,
        default={},
        values="a table: id of a command to keys, a text with commas or a list",
        about="Keys of the screen. F1 shows the ids, and so does the README.",
        example='[keymap]\n"screen.pause" = "p,f12"\n"frames.filter" = ["f", "ctrl+f"]',
    ),
    "views": Setting(
        check=_views,
        default={},
        values="a table: name to filter",
        about="Filters by name, for the frame list; see 'h2craft filters'.",
        example='[views]\ntrouble = "finding:error or type:GOAWAY"',
    ),
}
