"""The environment variables h2craft looks at: one table, which help and manual are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import click

SERVING = frozenset({"tui", "repl", "serve", "replay", "tour"})
SCREENS = frozenset({"tui", "view", "tour"})
HANDS = frozenset({"send", "wait", "ps", "tui", "repl", "serve"})
CERTIFIED = SERVING | {"ca", "check", "matrix", "diff", "doctor"}
CLIENTS = frozenset({"check", "matrix", "doctor", "tour"})
SHELF = frozenset({"scenarios", "replay", "diff", "tui", "repl"})
CAPTURES = frozenset({"trace", "view", "doctor"})
COLOURED = frozenset({"serve", "trace", "check", "diff", "replay", "repl", "doctor", "scenarios"})


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: what it says, and the commands that look at it."""

    name: str
    says: str
    commands: frozenset[str]


VARIABLES = (
    Variable("H2CRAFT_DATA", "folder of the CA, and of scenarios of your own", CERTIFIED | SHELF),
    Variable("H2CRAFT_STATE", "folder of what is remembered and copied", SCREENS | {"repl"}),
    Variable("H2CRAFT_RUNTIME", "folder of the control sockets", HANDS),
    Variable("H2CRAFT_SCENARIOS", "folder of scenarios of your own", SHELF),
    Variable("H2CRAFT_CLIENTS", "folder in which clients are looked for first", CLIENTS),
    Variable("H2CRAFT_CACHE", "folder of drivers that were built", CLIENTS),
    Variable("H2CRAFT_NAME", "where the client or the tool NAME is, as H2CRAFT_CURL", CLIENTS),
    Variable("H2CRAFT_TSHARK", "the tshark that reads captures", CAPTURES),
    Variable("SSLKEYLOGFILE", "file to which the keys of TLS are written", SERVING | {"connect"}),
    Variable("NO_COLOR", "set: no colours, unless --color always says so", COLOURED | SCREENS),
    Variable("VISUAL", "editor of scripts, else EDITOR, else vi", SCREENS | {"repl"}),
    Variable("PAGER", "what F3 opens a text in; less, if not set", SCREENS),
)


def told(command: click.Command) -> click.Command:
    """The command, with its variables as the last part of its help; a group has all of them."""
    all_of_them = isinstance(command, click.Group)
    looked_at = [one for one in VARIABLES if all_of_them or command.name in one.commands]
    if looked_at:
        command.epilog = f"{(command.epilog or '').rstrip()}\n\n{paragraph(looked_at)}"
    return command


def paragraph(variables: Iterable[Variable]) -> str:
    """Variables as a part of a help text."""
    listed = list(variables)
    wide = max(len(one.name) for one in listed)
    lines = [f"  {one.name:<{wide}}  {one.says}" for one in listed]
    return "\n".join(["\b", "Environment:", *lines, ""])
