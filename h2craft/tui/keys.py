"""The keymap: which key does what, after the person's changes, and what is wrong with those.

Knows the table of commands and Textual's names of keys; sets nothing.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key

from h2craft.session import Config
from h2craft.tui.commands import Command, all_commands

EVERYWHERE = ("screen", "app")
MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta", "caps_lock", "num_lock")
SAME_OCTET = {
    "ctrl+m": "enter",
    "ctrl+i": "tab",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""Most terminals send one octet for both."""

WORDS = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
"""Keys whose name says more than a sign."""

_NAMES = frozenset(key.value for key in Keys)


def normal(key: str) -> str:
    """Textual's name of a key: "?" is "question_mark"."""
    *modifiers, last = key.split("+") if key != "+" and not key.endswith("++") else [key[:-2], "+"]
    if len(last) == 1 and not last.isalnum():
        name = unicodedata.name(last, last).lower().replace("-", "_").replace(" ", "_")
        last = KEY_NAME_REPLACEMENTS.get(name, name)
    return "+".join([*(one for one in modifiers if one), last])


def keys_of(command: Command, keymap: Mapping[str, str]) -> list[str]:
    """The keys it has now, by Textual's names."""
    text = keymap.get(command.id, command.keys)
    return [normal(key.strip()) for key in text.split(",") if key.strip()]


def shown(key: str) -> str:
    """A key as it is written for people: "ctrl+p", "?", "F1"."""
    *modifiers, last = key.split("+")
    name = WORDS.get(last) or format_key(last)
    if len(last) > 1 and last[0] == "f" and last[1:].isdigit():
        name = last.upper()
    return "+".join([*modifiers, name])


def checked(config: Config) -> tuple[dict[str, str], list[str]]:
    """The person's keymap without what cannot be, and why that cannot be, a line each."""
    if not config.keymap:
        return {}, []
    commands = {command.id: command for command in all_commands()}
    keymap: dict[str, str] = {}
    troubles = []
    for name, keys in config.keymap.items():
        where = config.line_of("keymap", name)
        if name not in commands:
            near = difflib.get_close_matches(name, commands, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            troubles.append(f"{where}: no command {name!r}{hint}")
            continue
        if bad := [key for key in keys.split(",") if not _exists(key.strip())]:
            troubles.append(f"{where}: no key is named {bad[0].strip()!r}")
            continue
        keymap[name] = ",".join(normal(key.strip()) for key in keys.split(","))
    for name in keymap:
        where = config.line_of("keymap", name)
        troubles += [f"{where}: {words}" for words in _conflicts(commands[name], keymap, commands)]
    return keymap, troubles


def _exists(key: str) -> bool:
    if not key:
        return False
    *modifiers, last = normal(key).split("+")
    if any(one not in MODIFIERS for one in modifiers):
        return False
    if len(last) == 1 or last in _NAMES or last in KEY_NAME_REPLACEMENTS.values():
        return True
    try:
        unicodedata.lookup(last.replace("_", " "))
    except KeyError:
        return False
    return True


def _conflicts(
    command: Command, keymap: Mapping[str, str], commands: Mapping[str, Command]
) -> Iterator[str]:
    """What else would answer to its keys."""
    for key in keys_of(command, keymap):
        if other := SAME_OCTET.get(key):
            yield f"{shown(key)} is {other} in most terminals: {command.id} may never see it"
        for rival in commands.values():
            if rival is command or key not in keys_of(rival, keymap):
                continue
            if words := _rivalry(command, rival, keymap):
                yield f"{shown(key)}: {words}"


def _rivalry(command: Command, rival: Command, keymap: Mapping[str, str]) -> str:
    """Who of two commands on one key gets it; empty where they never meet."""
    if rival.pane == command.pane:
        if rival.id in keymap:
            return f"{command.id} and {rival.id} are both on it" if command.id < rival.id else ""
        return f"{command.id} takes it from {rival.id}, which had it"
    if rival.priority and not command.priority:
        return f"it stays with {rival.id}, which comes first everywhere"
    if command.pane in EVERYWHERE and rival.pane not in EVERYWHERE and rival.id not in keymap:
        return f"in the {rival.pane} pane it stays with {rival.id}"
    return ""


def table(commands: Iterable[Command] | None = None) -> str:
    """The README's table: keys, command, what it does."""
    lines = ["| keys | id | |", "|---|---|---|"]
    for command in all_commands() if commands is None else commands:
        keys = " ".join(f"`{_cell(shown(key))}`" for key in keys_of(command, {}))
        lines.append(f"| {keys or 'palette'} | `{command.id}` | {_cell(command.sentence)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
