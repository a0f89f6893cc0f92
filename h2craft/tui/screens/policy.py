"""The table of automatic replies: send, hold or drop each. Knows the client's door and no pane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from h2craft.actions import AUTOMATIC_REPLIES, Reply
from h2craft.client import Result
from h2craft.session import Session
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.widgets.waiting import refusal, when_done

SENTENCES = {
    "settings_ack": "ACK of the peer's SETTINGS (6.5.3)",
    "ping_ack": "ACK of the peer's PING (6.7)",
    "window_update": "WINDOW_UPDATE for DATA taken in (6.9)",
    "reset": "RST_STREAM on a stream error (5.4.2)",
    "goaway": "GOAWAY on a connection error (5.4.1)",
}
_NEXT = {Reply.SEND: Reply.HOLD, Reply.HOLD: Reply.DROP, Reply.DROP: Reply.SEND}


class PolicyScreen(Dialog[None]):
    """Five replies, for the selected connection and for all. Enter or a click: the next choice."""

    DEFAULT_CSS = """
    PolicyScreen Grid {
        grid-size: 3; grid-columns: 1fr 16 16; grid-rows: 1; height: auto; margin-top: 1;
    }
    PolicyScreen Grid Button { width: 14; min-width: 6; }
    PolicyScreen .-hold { color: $text-warning; }
    PolicyScreen .-drop { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "choose('send')", "Send"),
        Binding("h", "choose('hold')", "Hold"),
        Binding("d", "choose('drop')", "Drop"),
        Binding("down,j", "move(2)", "Down", show=False),
        Binding("up,k", "move(-2)", "Up", show=False),
        Binding("right,l", "move(1)", "Right", show=False),
        Binding("left", "move(-1)", "Left", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.number = session.selection.connection

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Automatic replies")
            text = "What is sent without being asked. Held replies wait in the tray. s h d: choose."
            yield Static(Content(text), classes="sentence")
            with Grid():
                yield Static("")
                yield Static(Content(f"connection {self.number}" if self.number else "none"))
                yield Static(Content("all, new ones"))
                for name in AUTOMATIC_REPLIES:
                    yield Static(Content(SENTENCES[name]))
                    here = Button("", id=f"here-{name}", compact=True, classes="cell")
                    here.disabled = not self.number
                    yield here
                    yield Button("", id=f"all-{name}", compact=True, classes="cell")
            yield Static("", id="trouble", classes="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Close", id="close", compact=True)

    def on_mount(self) -> None:
        self._show()
        self.query_one(f"#{'here' if self.number else 'all'}-settings_ack", Button).focus()

    def _show(self) -> None:
        for name in AUTOMATIC_REPLIES:
            for place in ("here", "all"):
                button = self.query_one(f"#{place}-{name}", Button)
                reply = self._reply(place, name)
                button.label = Content(reply.value)
                button.set_class(reply is Reply.HOLD, "-hold")
                button.set_class(reply is Reply.DROP, "-drop")

    def _reply(self, place: str, name: str) -> Reply:
        desk = self.session.client.desk()
        policy: Mapping[str, Reply] = desk.policy
        if place == "here":
            policy = desk.policies.get(self.number, policy)
        return policy.get(name, Reply.SEND)

    @on(Button.Pressed, ".cell")
    def _next(self, event: Button.Pressed) -> None:
        place, _, name = (event.button.id or "").partition("-")
        self._set(place, name, _NEXT[self._reply(place, name)])

    @on(Button.Pressed, "#close")
    def _close(self) -> None:
        self.action_leave()

    def action_choose(self, reply: str) -> None:
        cell = self.focused
        if cell is not None and cell.has_class("cell"):
            place, _, name = (cell.id or "").partition("-")
            self._set(place, name, Reply(reply))

    def action_move(self, by: int) -> None:
        cells = list(self.query(".cell").results(Button))
        cell = self.focused
        if isinstance(cell, Button) and cell in cells:
            to = cells.index(cell) + by
            if 0 <= to < len(cells) and not cells[to].disabled:
                cells[to].focus()

    def _set(self, place: str, name: str, reply: Reply) -> None:
        connection = self.number if place == "here" else 0
        future = self.session.client.set_policy({name: reply}, connection)
        when_done(self, future, self._done)

    def _done(self, result: Result) -> None:
        trouble = "" if result.accepted else refusal(result)
        self.query_one("#trouble", Static).update(Content(trouble))
        self._show()
