"""A question of one line, and a trip to the person's own editor. Knows no pane and no client."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

# Editors that take "+line" before the file's name.
_TAKES_A_LINE = frozenset(
    ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe")
)

Answer = TypeVar("Answer")
Check = Callable[[str], object]


def told(error: ValueError) -> str:
    """An error for a person: with the text and carets under the wrong part, where it has those."""
    caret = getattr(error, "caret", None)
    if caret is None:
        return str(error)
    return f"{caret()}\n{getattr(error, 'message', error)}"


class Dialog(ModalScreen[Answer]):
    """A box over the screen; Escape answers None."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .dialog {
        width: 80; max-width: 96%; height: auto; max-height: 96%;
        border: round $primary; border-title-color: $text-primary;
        background: $surface; padding: 0 1;
    }
    Dialog .sentence { color: $text-muted; height: auto; }
    Dialog .trouble { color: $text-error; height: auto; min-height: 1; }
    Dialog .buttons { height: 1; margin-top: 1; }
    Dialog .buttons Button { margin-right: 2; min-width: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", tooltip="Close without doing anything")
    ]

    def action_leave(self) -> None:
        self.dismiss(None)


class AskScreen(Dialog[str]):
    """Asks for a line. `check` raises ValueError for what is no answer; it is shown as one types.

    The answer is the text, None for Escape.
    """

    DEFAULT_CSS = "AskScreen Input { border: tall $border-blurred; }"

    def __init__(self, title: str, sentence: str, value: str = "", check: Check = str) -> None:
        super().__init__()
        self._title = title
        self._sentence = sentence
        self._value = value
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            yield Static(Content(self._sentence), classes="sentence")
            yield Input(self._value, id="answer")
            yield Static("", id="trouble", classes="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("OK", id="ok", compact=True, variant="primary")
                yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Changed, "#answer")
    def _look_at(self, event: Input.Changed) -> None:
        self._trouble(event.value)

    def _trouble(self, text: str) -> bool:
        try:
            self._check(text)
        except ValueError as error:
            self.query_one("#trouble", Static).update(Content(told(error)))
            return True
        self.query_one("#trouble", Static).update(Content(""))
        return False

    @on(Input.Submitted, "#answer")
    @on(Button.Pressed, "#ok")
    def _answer(self) -> None:
        text = self.query_one("#answer", Input).value
        if not self._trouble(text):
            self.dismiss(text)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_leave()


def edit_file(app: App[object], path: Path, line: int = 0) -> str:
    """Open a file in $VISUAL or $EDITOR, and wait; the text says why it could not be, or nothing.

    The engine goes on meanwhile: it has a thread of its own.
    """
    words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi") or ["vi"]
    at = [f"+{line}"] if line > 0 and Path(words[0]).name in _TAKES_A_LINE else []
    try:
        with app.suspend():
            subprocess.run([*words, *at, str(path)], check=False)
    except SuspendNotSupported:
        return "this terminal cannot be lent to an editor"
    except OSError as error:
        return f"{words[0]}: {error.strerror or error}"
    return ""


def edit_text(app: App[object], text: str, suffix: str = ".txt") -> tuple[str, str]:
    """A text as the editor left it, and why it could not be edited, or nothing."""
    descriptor, name = tempfile.mkstemp(suffix=suffix, prefix="h2craft-")
    path = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
        trouble = edit_file(app, path)
        edited = text if trouble else path.read_text("utf-8", "surrogateescape")
    except (OSError, UnicodeError) as error:
        return text, str(error)
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
    return edited.rstrip("\n") if edited != text else text, trouble
