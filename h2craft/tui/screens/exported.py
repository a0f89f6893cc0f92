"""Which records leave, in which form, to which file. Knows forms by their names, and no record."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from h2craft.export import FORMATS, Format
from h2craft.session import ExportError, printed, visible
from h2craft.tui.exporting import Part
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.screens.recorded import told
from h2craft.tui.widgets.listing import Listing
from h2craft.tui.widgets.strips import Choices, Tick
from h2craft.tui.widgets.waiting import beside

STEM = "h2craft"
LOOK_EVERY = 0.2  # seconds between two looks at how far it is
MASKED = "Credentials and cookies are masked, and in a bundle all contents."
EXACT = "Nothing is masked in it: it holds the TLS keys and what they protect."
KEPT = "Secrets stay in it: the file is for you alone."


class Paths(Suggester):
    """The first file or folder whose name begins so."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return path_like(value)


def path_like(text: str) -> str | None:
    """What a path typed so far may become, in its own spelling."""
    typed, slash, begun = text.rpartition("/")
    try:
        with os.scandir(Path(f"{typed}{slash}" or ".").expanduser()) as entries:
            found = [f"{one.name}/" if one.is_dir() else one.name for one in entries]
    except (OSError, ValueError):
        return None
    names = sorted(one for one in found if begun and one.startswith(begun) and one != begun)
    return f"{typed}{slash}{names[0]}" if names else None


class ExportScreen(Dialog[str]):
    """See the module. Answers what was written; `parts` are what may be meant, the likely first."""

    HELP = """
    Writes records in a form other tools open. Captures, trace files and bundles hold the
    connections that are concerned from their beginning; HAR and curl lines hold whole requests with
    their responses. In the file's name the right arrow takes what is suggested.
    """
    DEFAULT_CSS = """
    ExportScreen Input { height: 1; border: none; padding: 0 1; width: 1fr; }
    ExportScreen Input:focus { border: none; background-tint: $foreground 8%; }
    ExportScreen #forms { height: auto; max-height: 16; margin: 1 0; }
    ExportScreen .row { height: 1; }
    ExportScreen .label { width: 6; color: $text-primary; }
    ExportScreen #trouble { max-height: 3; }
    ExportScreen .buttons { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "write", "Export", tooltip="Write the file")
    ]

    def __init__(self, parts: Sequence[Part], form: str = "") -> None:
        super().__init__()
        self.parts = {part.name: part for part in parts}
        self._part = next(iter(self.parts))
        self._form = FORMATS.get(form, next(iter(FORMATS.values())))
        self._named = False  # by a person
        self._writing = False
        self._read = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Export")
            with Horizontal(classes="row"):
                yield Static("of", classes="label")
                yield Choices(list(self.parts), self._part, id="part")
            yield Listing(*self._options(), id="forms", markup=False, compact=True)
            with Horizontal(classes="row"):
                yield Static("file", classes="label")
                yield Input(id="file", select_on_focus=False, suggester=Paths())
                yield Tick("keep secrets", id="secrets", compact=True)
            yield Static("", id="said", classes="sentence", markup=False)
            yield Static("", id="trouble", classes="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Export F9", id="write", compact=True, variant="primary")
                yield Button("Cancel", id="leave", compact=True)

    def _options(self) -> list[Option]:
        width = max(map(len, FORMATS))
        return [
            Option(
                Content.assemble(
                    Content.styled(f"{one.name:<{width}}", "bold"),
                    (f"  {one.title}", "$text-muted"),
                ),
                id=one.name,
            )
            for one in FORMATS.values()
        ]

    def on_mount(self) -> None:
        forms = self.query_one("#forms", Listing)
        forms.highlighted = list(FORMATS).index(self._form.name)
        forms.focus()
        self.set_interval(LOOK_EVERY, self._tell_how_far)
        self._show()

    # What is chosen

    @property
    def form(self) -> Format:
        return self._form

    @on(Choices.Chosen, "#part")
    def _another_part(self, event: Choices.Chosen) -> None:
        self._part = event.word

    @on(OptionList.OptionHighlighted, "#forms")
    def _another_form(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._form = FORMATS[event.option_id or self._form.name]
        self._show()

    @on(OptionList.OptionSelected, "#forms")
    def _form_taken(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        file = self.query_one("#file", Input)
        file.focus()
        file.cursor_position = len(file.value)

    @on(Input.Changed, "#file")
    def _renamed(self) -> None:
        self._named = True

    @on(Tick.Changed, "#secrets")
    def _secrets_changed(self) -> None:
        self._show()

    def _show(self) -> None:
        """A name after the form, until a person has written one; and what is in such a file."""
        if not self._named:
            with self.prevent(Input.Changed):
                self.query_one("#file", Input).value = f"{STEM}{self._form.suffix}"
        kept = self.query_one("#secrets", Tick).value
        said = EXACT if self._form.exact else KEPT if kept else MASKED
        self.query_one("#said", Static).update(Content(said))

    # What becomes of it

    def _trouble(self, words: str) -> None:
        self.query_one("#trouble", Static).update(Content(printed(words)))

    def _tell_how_far(self) -> None:
        if self._writing:
            self._trouble(f"writing ... {self._read:,} records read")

    @on(Input.Submitted, "#file")
    @on(Button.Pressed, "#write")
    def action_write(self) -> None:
        name = self.query_one("#file", Input).value.strip()
        if self._writing:
            return
        if not name:
            self._trouble("which file?")
            return
        path = Path(name).expanduser()
        if not path.exists():
            self._write(path)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._write(path, force=True)

        words = f"{visible(str(path))} is there already."
        self.app.push_screen(ConfirmScreen("Write over it?", words, "Write"), answered)

    def _write(self, path: Path, *, force: bool = False) -> None:
        part, form = self.parts[self._part], self._form
        secrets = self.query_one("#secrets", Tick).value
        self._writing, self._read = True, 0

        def watch(seq: int) -> None:
            self._read = seq

        beside(
            self,
            lambda: part.write(form, path.absolute(), secrets=secrets, force=force, watch=watch),
            self._written,
            self._failed,
            must_end=True,
        )

    def _written(self, said: str) -> None:
        self._writing = False
        self.app.notify(visible(said), markup=False)
        self.dismiss(said)

    def _failed(self, error: Exception) -> None:
        self._writing = False
        nothing = isinstance(error, ExportError)
        self._trouble(f"{error}: no file was written" if nothing else told(error))

    @on(Button.Pressed, "#leave")
    def _cancel(self) -> None:
        self.action_leave()
