"""Commands: log."""

from __future__ import annotations

from h2craft.tui.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="log.load",
        keys="enter",
        action="load",
        label="Compose",
        sentence="Put this act into the composer",
    ),
    Command(
        id="log.again",
        keys="r",
        action="again",
        label="Again",
        sentence="Fire the selected acts once more, where they were fired",
    ),
    Command(
        id="log.copy",
        keys="y",
        action="copy",
        label="Copy",
        sentence="Copy the Python lines of the selected acts",
    ),
    Command(
        id="log.scripts",
        keys="s",
        action="scripts",
        label="Scripts too",
        sentence="Show what handler scripts do as well",
    ),
    Command(
        id="log.down",
        keys="j,down",
        action="move(1)",
        label="Down",
        sentence="To the next act",
        shown=False,
    ),
    Command(
        id="log.up",
        keys="k,up",
        action="move(-1)",
        label="Up",
        sentence="To the act before",
        shown=False,
    ),
    Command(
        id="log.more",
        keys="J,shift+down",
        action="move(1, True)",
        label="Select down",
        sentence="Select the next act too",
        shown=False,
    ),
    Command(
        id="log.less",
        keys="K,shift+up",
        action="move(-1, True)",
        label="Select up",
        sentence="Select the act before too",
        shown=False,
    ),
    Command(
        id="log.page_down",
        keys="pagedown",
        action="page(1)",
        label="Page down",
        sentence="A page on",
        shown=False,
    ),
    Command(
        id="log.page_up",
        keys="pageup",
        action="page(-1)",
        label="Page up",
        sentence="A page back",
        shown=False,
    ),
    Command(
        id="log.first",
        keys="g,home",
        action="first",
        label="First",
        sentence="To the first act",
        shown=False,
    ),
    Command(
        id="log.last",
        keys="G,end",
        action="last",
        label="Last",
        sentence="To the last act, and stay with what comes",
        shown=False,
    ),
)
