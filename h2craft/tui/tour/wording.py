"""The words of a step as spans: what is to be pressed stands out, and is the key it is here.

Knows texts and the table of keys; no widget.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from h2craft.explain import Line, Role, Span
from h2craft.tui.commands import all_commands
from h2craft.tui.keys import keys_of, shown

_PARTS = re.compile(r"(\[[^\]]+\])|`([^`]+)`")
_COMMAND = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


def keys_by_command(keymap: Mapping[str, str]) -> dict[str, str]:
    """The first key of each command that has one, as it is written for people."""
    found = {command.id: keys_of(command, keymap) for command in all_commands()}
    return {name: shown(keys[0]) for name, keys in found.items() if keys}


def worded(text: str, keys: Mapping[str, str], role: Role = Role.PLAIN) -> Line:
    """A text of a step; see `Step` for what is in it."""
    spans, at = [], 0
    for found in _PARTS.finditer(text):
        spans.append(Span(text[at : found.start()], role))
        key, typed = found.groups()
        if key is not None:
            spans.append(Span(_key_of(key, keys), Role.NAME))
        else:
            spans.append(Span(typed, Role.STRONG))
        at = found.end()
    spans.append(Span(text[at:], role))
    return tuple(span for span in spans if span.text)


def _key_of(text: str, keys: Mapping[str, str]) -> str:
    """Where a command has lost its key, the palette finds it by its name."""
    return _COMMAND.sub(lambda found: keys.get(found[1], f"ctrl+p {found[1]}"), text)
