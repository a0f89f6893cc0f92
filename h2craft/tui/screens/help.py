"""Help: the focused pane's explanation and keys, then every key there is.

Made of the table of commands, so that it cannot say anything else than what the keys do.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from h2craft.explain import Line, Role, Span, Text
from h2craft.tui.commands import Command, all_commands
from h2craft.tui.keys import keys_of, shown
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.widgets.textview import TextView

KEYS_WIDTH = 20
LABEL_WIDTH = 15

GROUPS = {
    "screen": "Everywhere on the workbench",
    "app": "Everywhere",
    "text": "In a text",
    "hex": "In the hex dump",
}
"""What heads the keys of panes whose id does not say it."""


EXPLAINED = {
    "connections": "Connections and their streams, the newest first: peer, TLS, age; of each "
    "stream its state on the wire, its request, and what is to be known of it: held, answered by "
    "a script, a finding, out of step with h2. What is selected here is what the other panes are "
    "about.",
    "frames": "Every record of the journal, as far as the filter lets it through. < was received, "
    "> was sent; ~ is held or let go, | was printed by a script, = is news of a connection, ! an "
    "error. While the list follows, the newest row is in sight; moving up lets go of it.",
    "detail": "All about the selected record, or the latest one of the selected stream: its bits, "
    "its octets, what HPACK made of it, windows, states, what the RFC says, and the script.",
    "compose": "What to send: a line with completion, or a form, two views of the same. The last "
    "row shows the octets that would leave, or why they would not. Enter fires. Lawful frames are "
    "made by h2; by the wire everything leaves as it is written.",
    "hands": "What waits for you: requests you answer instead of a script, frames of scripts at a "
    "breakpoint, automatic replies in the tray; and the scripts you have attached.",
    "log": "What was done by hand, as the Python a handler script would say it with.",
}
"""What a pane is for, where it does not say so itself."""


class HelpScreen(Dialog[None]):
    """See the module. `text` stands before the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,f1,question_mark", "leave", "Back", tooltip="Close the help")
    ]
    DEFAULT_CSS = """
    HelpScreen > .dialog { width: 95%; max-width: 144; height: 90%; }
    """

    def __init__(self, title: str, text: Text) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            yield TextView(id="help")

    def on_mount(self) -> None:
        view = self.query_one(TextView)
        view.show(self._text)
        view.focus()


def help_text(focused: Iterable[Widget], keymap: Mapping[str, str], config_path: str) -> Text:
    """Of the pane that has the focus (innermost widget first), then of all."""
    nodes = list(focused)
    groups: dict[str, list[Command]] = {}
    for command in all_commands():
        groups.setdefault(command.pane, []).append(command)
    here = [pane for pane in _panes(nodes, groups) if pane not in ("screen", "app")]
    text: Text = []
    for node in nodes:
        if words := getattr(node, "HELP", None) or EXPLAINED.get(node.id or ""):
            text += [(Span(line),) for line in inspect.cleandoc(words).splitlines()]
            text.append(())
            break
    for pane in [*here, "screen", "app"]:
        text += _group(pane, groups.pop(pane, []), keymap)
    text.append((Span("Other panes", Role.HEAD),))
    text.append(())
    for pane, commands in groups.items():
        text += _group(pane, commands, keymap)
    text.append((Span(f"Change a key in {config_path}, by the id in the last column:", Role.DIM),))
    text.append((Span("  [keymap]", Role.VALUE),))
    text.append((Span('  "frames.filter" = "f,ctrl+f"', Role.VALUE),))
    return text


def _panes(nodes: Iterable[Widget], groups: Mapping[str, object]) -> list[str]:
    """Whose keys work here: of the widgets' own commands, innermost first."""
    found: dict[str, None] = {}
    for node in nodes:
        for _, binding in node._bindings:
            pane = (binding.id or "").partition(".")[0]
            if pane in groups:
                found[pane] = None
    return list(found)


def _group(pane: str, commands: Iterable[Command], keymap: Mapping[str, str]) -> Text:
    lines: Text = [_line(command, keymap) for command in commands]
    head = GROUPS.get(pane, pane.capitalize())
    return [(Span(head, Role.HEAD),), *lines, ()] if lines else []


def _line(command: Command, keymap: Mapping[str, str]) -> Line:
    keys = " ".join(shown(key) for key in keys_of(command, keymap)) or "(palette)"
    return (
        Span(f"  {keys:<{KEYS_WIDTH}} ", Role.STRONG),
        Span(f"{command.label:<{LABEL_WIDTH}} ", Role.NAME),
        Span(command.sentence),
        Span(f"  {command.id}", Role.DIM),
    )
