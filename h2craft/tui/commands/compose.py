"""Commands: compose. They work while one types, so none is a letter but `P`."""

from __future__ import annotations

from h2craft.tui.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="compose.fire",
        keys="f9",
        action="fire",
        label="Fire",
        sentence="Do what the line says; Enter does it too. Sending never asks",
    ),
    Command(
        id="compose.again",
        keys="f5",
        action="again",
        label="Again",
        sentence="Fire the last thing once more, where it was fired",
    ),
    Command(
        id="compose.door",
        keys="f6",
        action="door",
        label="Other door",
        sentence="From lawful to the wire and back: what h2 refuses the wire door writes as it is",
    ),
    Command(
        id="compose.presets",
        keys="f7,P",
        action="presets",
        label="Presets",
        sentence="Misbehaviours people need, with knobs: load them, or fire them step by step",
    ),
    Command(
        id="compose.target",
        keys="f8",
        action="target",
        label="Target",
        sentence="Choose the connection and stream this goes to, whatever is selected",
    ),
    Command(
        id="compose.editor",
        keys="f4",
        action="editor",
        label="$EDITOR",
        sentence="Edit the line in $EDITOR",
        shown=False,
    ),
    Command(
        id="compose.clear",
        keys="ctrl+l",
        action="clear",
        label="Clear",
        sentence="Empty the line, and forget the steps and the held action it was loaded with",
        shown=False,
    ),
)
