"""A question whose answer is yes or no. Knows nothing of what it is about."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from h2craft.tui.screens.edit import Dialog


class ConfirmScreen(Dialog[bool]):
    """True for yes; None and False are no. The first button, yes, has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", tooltip="Do it"),
        Binding("n", "answer(False)", "No", tooltip="Leave it"),
    ]

    def __init__(self, title: str, sentence: str, yes: str = "Yes", no: str = "No") -> None:
        super().__init__()
        self._words = (title, sentence, yes, no)

    def compose(self) -> ComposeResult:
        title, sentence, yes, no = self._words
        with Vertical(classes="dialog") as box:
            box.border_title = Content(title)
            yield Static(Content(sentence), classes="sentence")
            with Horizontal(classes="buttons"):
                yield Button(Content(f"{yes} [y]"), id="yes", compact=True, variant="warning")
                yield Button(Content(f"{no} [n]"), id="no", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
