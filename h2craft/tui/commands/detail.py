"""What can be done in the detail of a frame, and in any explained text."""

from __future__ import annotations

from h2craft.tui.commands import Command

TEXT = (
    Command(
        id="text.down",
        keys="down,j",
        action="move(1)",
        label="Down",
        sentence="The next line.",
        shown=False,
    ),
    Command(
        id="text.up",
        keys="up,k",
        action="move(-1)",
        label="Up",
        sentence="The line before.",
        shown=False,
    ),
    Command(
        id="text.page_down",
        keys="pagedown,ctrl+d",
        action="page(1)",
        label="Page down",
        sentence="A page on.",
        shown=False,
    ),
    Command(
        id="text.page_up",
        keys="pageup,ctrl+u",
        action="page(-1)",
        label="Page up",
        sentence="A page back.",
        shown=False,
    ),
    Command(
        id="text.first",
        keys="home,g",
        action="first",
        label="First",
        sentence="The first line.",
        shown=False,
    ),
    Command(
        id="text.last",
        keys="end,G",
        action="last",
        label="Last",
        sentence="The last line.",
        shown=False,
    ),
    Command(
        id="text.copy_line",
        keys="y",
        action="copy_line",
        label="Copy line",
        sentence="Copy the line the cursor stands on.",
    ),
    Command(
        id="text.copy_all",
        keys="Y",
        action="copy_all",
        label="Copy all",
        sentence="Copy all of this text.",
    ),
)

COMMANDS: tuple[Command, ...] = (
    Command(
        id="detail.next_tab",
        keys="right,l",
        action="turn(1)",
        label="Next tab",
        sentence="The next view of what is selected: Fields, Hex, HPACK, Windows and so on.",
    ),
    Command(
        id="detail.previous_tab",
        keys="left,h",
        action="turn(-1)",
        label="Previous tab",
        sentence="The view before.",
        shown=False,
    ),
    Command(
        id="detail.pager",
        keys="f3",
        action="pager",
        label="Pager",
        sentence="Open this text in $PAGER, to search in it or to select with the terminal.",
    ),
    *TEXT,
)
