"""Commands: what holds on every screen and in every dialog."""

from __future__ import annotations

from h2craft.tui.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="app.help",
        keys="f1,question_mark",
        action="app.help",
        label="Help",
        sentence="Keys and explanation of the focused pane, and the whole keymap",
    ),
    Command(
        id="app.palette",
        keys="ctrl+p",
        action="app.command_palette",
        label="Palette",
        sentence="Find any action, preset, script, open stream or view by its name",
        priority=True,
    ),
    Command(
        id="app.record",
        keys="ctrl+r",
        action="app.record",
        label="Record",
        sentence="Record what you and scripts do, as a handler script; again: stop, and look at it",
        priority=True,
    ),
    Command(
        id="app.quit",
        keys="ctrl+q",
        action="app.quit",
        label="Quit",
        sentence="End the program; asks first while connections are open",
        priority=True,
    ),
    Command(
        id="app.copy_selection",
        keys="ctrl+c",
        action="app.copy_selection",
        label="Copy selection",
        sentence="Copy the text selected with the mouse",
        shown=False,
    ),
    Command(
        id="app.theme",
        keys="",
        action="app.change_theme",
        label="Theme",
        sentence="Pick another theme; it is remembered",
    ),
    Command(
        id="app.screenshot",
        keys="",
        action="app.picture",
        label="Screenshot",
        sentence="Save the screen as SVG in the state folder, for a bug report",
    ),
)
