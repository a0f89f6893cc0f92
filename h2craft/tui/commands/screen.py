"""Commands: the workbench as a whole; they work in whichever pane has the focus."""

from __future__ import annotations

from h2craft.tui.commands import Command

PANES: tuple[tuple[str, str], ...] = (
    ("connections", "Connections"),
    ("frames", "Frames"),
    ("detail", "Detail"),
    ("compose", "Compose"),
    ("hands", "Hands"),
    ("log", "Log"),
)
"""Ids of the panes and their titles, in the order of their numbers."""

COMMANDS: tuple[Command, ...] = (
    Command(
        id="screen.next_pane",
        keys="tab",
        action="screen.next_pane(1)",
        label="Next pane",
        sentence="Go to the next pane, or the next field of a form",
        shown=False,
    ),
    Command(
        id="screen.previous_pane",
        keys="shift+tab",
        action="screen.next_pane(-1)",
        label="Pane before",
        sentence="Go to the pane or field before",
        shown=False,
    ),
    *(
        Command(
            id=f"screen.{pane}",
            keys=str(number),
            action=f"screen.pane('{pane}')",
            label=title,
            sentence=f"Go to pane {number}, {title.lower()}",
            shown=False,
        )
        for number, (pane, title) in enumerate(PANES, 1)
    ),
    Command(
        id="screen.jump",
        keys="ctrl+o",
        action="screen.jump",
        label="Jump",
        sentence="Show a letter on each pane; press it to go there, also while typing",
        shown=False,
        priority=True,
    ),
    Command(
        id="screen.command_line",
        keys="colon",
        action="screen.command_line",
        label="Command",
        sentence="Write what to send, in the command line of the composer",
    ),
    Command(
        id="screen.form",
        keys="f2",
        action="screen.form",
        label="Compose",
        sentence="Open or close the composer's form",
    ),
    Command(
        id="screen.presets",
        keys="f7",
        action="screen.presets",
        label="Presets",
        sentence="Misbehaviours people need, with knobs, for the selected stream",
        shown=False,
    ),
    Command(
        id="screen.ladder",
        keys="L",
        action="screen.ladder",
        label="Ladder",
        sentence="The selected connection as a ladder diagram",
    ),
    Command(
        id="screen.export",
        keys="X",
        action="screen.export",
        label="Export",
        sentence="Write records in a form other tools open: packets, HAR, a bundle for a report",
        shown=False,
    ),
    Command(
        id="screen.library",
        keys="R",
        action="screen.library",
        label="Scenarios",
        sentence="The library of scenarios: read, replay, step, attach and edit them",
    ),
    Command(
        id="screen.next_act",
        keys="ctrl+n",
        action="screen.next_act",
        label="Next act",
        sentence="Let the next act of the scenario that is stepped pass",
        shown=False,
    ),
    Command(
        id="screen.record_past",
        keys="",
        action="screen.record_past",
        label="Record the past",
        sentence="Make a scenario of what has happened: of marked or chosen records, or of all",
    ),
    Command(
        id="screen.copy",
        keys="y",
        action="screen.copy",
        label="Copy",
        sentence="Copy the selected record: frame hex, headers, curl line, Python, JSON ...",
    ),
    Command(
        id="screen.pager",
        keys="f3",
        action="screen.pager",
        label="Pager",
        sentence="Open the text of the focused pane in $PAGER, to search, select and save it",
        shown=False,
    ),
    Command(
        id="screen.edit",
        keys="f4,e",
        action="screen.edit",
        label="Edit script",
        sentence="Open the script that answers the selected stream in $EDITOR, at its error",
        shown=False,
    ),
    Command(
        id="screen.pause",
        keys="p",
        action="screen.pause",
        label="Pause",
        sentence="Stop redrawing, and go on again; capture goes on meanwhile",
        shown=False,
    ),
    Command(
        id="screen.layout",
        keys="minus",
        action="screen.layout",
        label="Layout",
        sentence="Detail below the frames, beside them, or hidden",
        shown=False,
    ),
    Command(
        id="screen.zoom",
        keys="z",
        action="screen.zoom",
        label="Zoom",
        sentence="Only the focused pane, and back",
        shown=False,
    ),
    Command(
        id="screen.grow",
        keys="greater_than_sign",
        action="screen.resize(2)",
        label="Larger",
        sentence="Give the focused pane more room",
        shown=False,
    ),
    Command(
        id="screen.shrink",
        keys="less_than_sign",
        action="screen.resize(-2)",
        label="Smaller",
        sentence="Give the focused pane less room",
        shown=False,
    ),
    Command(
        id="screen.back",
        keys="escape",
        action="screen.back",
        label="Back",
        sentence="Leave the zoomed pane, the composer's form, or go back to the frames",
        shown=False,
    ),
)
