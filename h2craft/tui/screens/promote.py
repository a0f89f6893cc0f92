"""Putting a recording or a handler script into the person's own library. Copies text, runs none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from h2craft.scenario import ScenarioError, promote, users_folder
from h2craft.session import Session, printed, visible
from h2craft.tui.screens.attach import FILES_SHOWN, is_path, paths_like
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.widgets.listing import Listing, best
from h2craft.wire import escape

_NO_NAME = re.compile(r"[^a-z0-9_-]+")


class PromoteScreen(Dialog[str]):
    """Which file (unless a text is given), under which name and group. Answers the name."""

    DEFAULT_CSS = """
    PromoteScreen Input { height: 1; border: none; padding: 0 1; width: 1fr; }
    PromoteScreen Input:focus { border: none; background-tint: $foreground 8%; }
    PromoteScreen #files { height: 6; margin-bottom: 1; }
    PromoteScreen .row { height: 1; }
    PromoteScreen .label { width: 10; color: $text-primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "promote", "Promote", tooltip="Put it into your library")
    ]

    def __init__(self, session: Session, *, text: str | None = None, name: str = "") -> None:
        super().__init__()
        self.session = session
        self._text = text
        self._name = name
        self._files = {file: file for file in session.client.script_files()} if not text else {}
        self._named = bool(name)  # by a person, or whoever opened this

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Into your library")
            yield Static(Content(f"It lies in {visible(str(users_folder()))}."), classes="sentence")
            if self._text is None:
                with Horizontal(classes="row"):
                    yield Static("file", classes="label")
                    hint = "search the scripts, or type a path: / ~ ./"
                    yield Input(placeholder=hint, id="file")
                yield Listing(id="files", markup=False, compact=True)
            with Horizontal(classes="row"):
                yield Static("name", classes="label")
                yield Input(self._name, placeholder="what-it-does", id="name")
            with Horizontal(classes="row"):
                yield Static("group", classes="label")
                yield Input(placeholder="a folder, or none", id="group")
            yield Static("", id="trouble", classes="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Promote F9", id="promote", compact=True, variant="primary")
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        if self._text is None:
            self._list("")
        else:
            self.query_one("#name", Input).focus()

    # Which file

    @on(Input.Changed, "#file")
    def _searched(self, event: Input.Changed) -> None:
        self._list(event.value)
        if not self._named:
            self._suggest(event.value)

    def _suggest(self, text: str) -> None:
        """A name after the file's, until a person has written one."""
        with self.prevent(Input.Changed):
            self.query_one("#name", Input).value = name_for(Path(text).stem) if text else ""

    @on(Input.Changed, "#name")
    def _renamed(self, event: Input.Changed) -> None:
        self._named = bool(event.value)

    def _list(self, text: str) -> None:
        found = paths_like(text, FILES_SHOWN) if is_path(text) else best(text, self._files, 200)
        listing = self.query_one("#files", Listing)
        listing.set_options([Option(Content(escape(name)), id=name) for name in found])
        listing.highlighted = 0 if found else None

    @on(OptionList.OptionSelected, "#files")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_id or "")

    @on(Input.Submitted, "#file")
    def _submitted(self, event: Input.Submitted) -> None:
        """Enter takes the file the list offers; once more goes on."""
        event.stop()
        option = self.query_one("#files", Listing).highlighted_option
        if option is not None and option.id and option.id != event.value:
            self._take(option.id)
        else:
            self.query_one("#name", Input).focus()

    def _take(self, name: str) -> None:
        field = self.query_one("#file", Input)
        field.value = name
        field.cursor_position = len(name)
        field.focus()

    def key_down(self) -> None:
        if self.focused is not None and self.focused.id == "file":
            self.query_one("#files", Listing).focus()

    def _source(self) -> Path | str:
        """The text, or the file it stands in. ScenarioError where none is named."""
        if self._text is not None:
            return self._text
        text = self.query_one("#file", Input).value.strip()
        if not text:
            raise ScenarioError("which file?")
        path = Path(text).expanduser()
        folder = self.session.client.about.folder
        return path if path.is_absolute() or folder is None or path.is_file() else folder / path

    # What is done

    @on(Input.Submitted, "#name")
    @on(Input.Submitted, "#group")
    @on(Button.Pressed, "#promote")
    def action_promote(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        try:
            promote(self._source(), name, self.query_one("#group", Input).value.strip())
        except ScenarioError as error:
            self.query_one("#trouble", Static).update(Content(printed(str(error))))
            return
        self.dismiss(name)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_leave()


def name_for(words: str) -> str:
    """A name out of words: "GET /x gets 200" is "get-x-gets-200"."""
    return _NO_NAME.sub("-", words.lower()).strip("-_")[:60].strip("-_")
