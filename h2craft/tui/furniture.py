"""The panes, made all at once. Imported when they are: the first paint does not wait for them."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from h2craft.session import Session
from h2craft.tui.commands.screen import PANES
from h2craft.tui.widgets.compose import Compose
from h2craft.tui.widgets.connections import ConnectionTree
from h2craft.tui.widgets.detail import Detail
from h2craft.tui.widgets.frames import FrameList
from h2craft.tui.widgets.hands import Hands
from h2craft.tui.widgets.log import CommandLog


def make_panes(session: Session) -> dict[str, Widget]:
    """By id, in the order of their numbers."""
    made: dict[str, Widget] = {
        "connections": ConnectionTree(session, id="connections"),
        "frames": FrameList(session, id="frames"),
        "detail": Detail(session, id="detail"),
        "compose": Compose(session, id="compose"),
        "hands": Hands(session, id="hands"),
        "log": CommandLog(session, id="log"),
    }
    for number, (name, title) in enumerate(PANES, 1):
        made[name].add_class("pane", update=False)
        made[name].border_title = Content(f"{number} {title}")
    return made
