"""Attaching handler scripts: which file, to what. Knows the client's door and no pane."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding as Key
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, DirectoryTree, Input, OptionList, Static
from textual.widgets.option_list import Option

from h2craft.client import Binding, Result
from h2craft.session import Session, printed
from h2craft.tui.screens.edit import Dialog, edit_file
from h2craft.tui.widgets.handrows import binding_text
from h2craft.tui.widgets.listing import Listing, best
from h2craft.tui.widgets.strips import Tick
from h2craft.tui.widgets.waiting import refusal, when_done
from h2craft.wire import escape

FILES_SHOWN = 200
LOOK_EVERY = 0.5  # seconds between two looks at what is bound
_PLACE = re.compile(r"(?P<file>.*?):(?P<line>\d+):")


def editor_place(folder: Path | None, binding: Binding) -> tuple[str, int]:
    """Where the editor begins: the file, and the line its trouble names (0 for none)."""
    path = Path(binding.file)
    if folder is not None and not path.is_absolute():
        path = folder / path
    place = _PLACE.match(binding.trouble)
    if place is None:
        return str(path), 0
    named = Path(place["file"])
    if folder is not None and not named.is_absolute():
        named = folder / named
    return str(named if named.is_file() else path), int(place["line"])


def is_path(text: str) -> bool:
    """The text names a file, rather than searching for one."""
    return text.startswith(("/", "~", "./", "../"))


def paths_like(text: str, limit: int) -> list[str]:
    """Folders and scripts a path typed so far may become, in its own spelling."""
    typed, _, begun = text.rpartition("/")
    folder = Path(typed + "/").expanduser()
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(begun) and (entry.is_dir() or entry.name.endswith(".py"))
            )
    except (OSError, ValueError):
        return []
    shown = [name for name in found if begun.startswith(".") or not name.startswith(".")]
    return [f"{typed}/{name}" for name in shown[:limit]]


class AttachScreen(Dialog[None]):
    """Choose a file, say what for, attach; below, what is bound now."""

    DEFAULT_CSS = """
    AttachScreen > .dialog { height: 96%; max-height: 34; }
    AttachScreen Input { height: 1; border: none; padding: 0 1; }
    AttachScreen Input:focus { border: none; background-tint: $foreground 8%; }
    AttachScreen #files, AttachScreen #elsewhere { height: 2fr; min-height: 3; }
    AttachScreen #bound { height: 1fr; min-height: 2; }
    AttachScreen .row { height: 1; }
    AttachScreen .row Checkbox, AttachScreen .row Button { margin-right: 1; min-width: 4; }
    AttachScreen .row Button.-on { text-style: bold reverse; }
    AttachScreen .row .label { width: auto; }
    AttachScreen #pattern { width: 1fr; }
    AttachScreen .-hidden { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Key("f9", "attach", "Attach", tooltip="Attach the chosen file"),
        Key("f4", "edit", "$EDITOR", tooltip="Open the chosen file in the editor"),
        Key("f3", "browse", "Elsewhere", tooltip="Choose in the tree of folders"),
        Key("delete", "detach", "Detach", tooltip="Detach the selected one"),
    ]

    def __init__(self, session: Session, file: str = "") -> None:
        super().__init__()
        self.session = session
        self._first = file
        self.to = "everything"
        self.files = {file: file for file in session.client.script_files()}
        self._bound: list[Binding] = []

    def compose(self) -> ComposeResult:
        selection = self.session.selection
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Attach a handler script")
            hint = "search the scripts, or type a path: / ~ ./"
            yield Input(self._first, placeholder=hint, id="file")
            yield Listing(id="files", markup=False, compact=True)
            with Horizontal(classes="row"):
                yield Static("for ", classes="label")
                yield Button("everything", id="to-everything", compact=True, classes="to -on")
                yield Button("path", id="to-path", compact=True, classes="to")
                there = f"connection {selection.connection}"
                yield self._place("to-connection", there, selection.connection)
                there = f"stream {selection.connection}/{selection.stream_id}"
                yield self._place("to-stream", there, selection.stream_id)
            with Horizontal(classes="row"):
                yield Tick("next request only", id="once", compact=True)
                yield Input(placeholder="path pattern: /a/*, /x/**", id="pattern")
            yield Static("", id="trouble", classes="trouble", markup=False)
            yield Static(Content.styled("Attached now", "bold"))
            yield Listing(id="bound", markup=False, compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Attach F9", id="attach", compact=True, variant="primary")
                yield Button("Detach", id="detach", compact=True)
                yield Button("$EDITOR F4", id="edit", compact=True)
                yield Button("Elsewhere F3", id="browse", compact=True)
                yield Button("Close", id="close", compact=True)

    def _place(self, name: str, text: str, number: int) -> Button:
        button = Button(text, id=name, compact=True, classes="to")
        button.disabled = not number
        return button

    def _folder(self) -> str:
        return str(self.session.client.about.folder or Path.home())

    def on_mount(self) -> None:
        self._list(self._first)
        self._look()
        self.set_interval(LOOK_EVERY, self._look)

    # Which file

    @on(Input.Changed, "#file")
    def _search(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, text: str) -> None:
        if is_path(text):
            found = paths_like(text, FILES_SHOWN)
        else:
            found = best(text, self.files, FILES_SHOWN)
        listing = self.query_one("#files", Listing)
        listing.set_options([Option(Content(escape(name)), id=name) for name in found])
        listing.highlighted = 0 if found else None

    @on(Input.Submitted, "#file")
    def _submitted(self) -> None:
        """Enter takes the file the list offers; once more attaches."""
        chosen = self._offered()
        field = self.query_one("#file", Input)
        if chosen is None or chosen == field.value:
            self.action_attach()
        else:
            self._take(chosen)

    @on(OptionList.OptionSelected, "#files")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id or "")

    @on(DirectoryTree.FileSelected)
    def _picked(self, event: DirectoryTree.FileSelected) -> None:
        self._take(str(event.path))

    def _take(self, name: str) -> None:
        field = self.query_one("#file", Input)
        field.value = name
        field.cursor_position = len(name)

    def _offered(self) -> str | None:
        option = self.query_one("#files", Listing).highlighted_option
        return option.id if option else None

    def key_down(self) -> None:
        if self.focused is self.query_one("#file"):
            self.query_one("#files", Listing).focus()

    async def action_browse(self) -> None:
        """The tree of folders in the place of the list, and back; it is made when it is wanted."""
        files = self.query_one("#files")
        for tree in self.query("#elsewhere"):
            await tree.remove()
            files.remove_class("-hidden")
            files.focus()
            return
        tree = DirectoryTree(self._folder(), id="elsewhere")
        await self.query_one(".dialog").mount(tree, after=files)
        files.add_class("-hidden")
        tree.focus()

    def _file(self) -> str:
        """The file as the client wants it, empty for none."""
        text = self.query_one("#file", Input).value.strip()
        if is_path(text):
            return str(Path(text).expanduser().absolute())
        if text in self.files or not text:
            return text
        return self._offered() or ""

    # For what

    @on(Button.Pressed, ".to")
    def _choose(self, event: Button.Pressed) -> None:
        self.to = (event.button.id or "").removeprefix("to-")
        for button in self.query(".to"):
            button.set_class(button is event.button, "-on")
        if self.to == "path":
            self.query_one("#pattern", Input).focus()

    @on(Input.Changed, "#pattern")
    def _patterned(self, event: Input.Changed) -> None:
        if event.value and self.to != "path":
            self.query_one("#to-path", Button).press()

    @on(Input.Submitted, "#pattern")
    def _done(self) -> None:
        self.action_attach()

    def binding(self) -> Binding:
        """What the fields say."""
        here = self.session.selection
        pattern = self.query_one("#pattern", Input).value.strip()
        return Binding(
            file=self._file(),
            pattern=pattern if self.to == "path" else "",
            connection=here.connection if self.to in ("connection", "stream") else 0,
            stream_id=here.stream_id if self.to == "stream" else 0,
            once=self.query_one("#once", Checkbox).value,
        )

    # What is done

    def action_attach(self) -> None:
        binding = self.binding()
        if not binding.file:
            self._trouble("no script is chosen")
        elif self.to == "path" and not binding.pattern:
            self._trouble("which path? A pattern is missing")
        else:
            when_done(self, self.session.client.attach(binding), self._attached)

    def _attached(self, result: Result) -> None:
        self._trouble("" if result.accepted else refusal(result))
        self._look()

    def _trouble(self, text: str) -> None:
        self.query_one("#trouble", Static).update(Content(printed(text)))

    def action_detach(self) -> None:
        binding = self._selected()
        if binding is None:
            self._trouble("nothing is selected below")
            return
        when_done(self, self.session.client.detach(binding.number), self._attached)

    def action_edit(self) -> None:
        binding = self._selected() if self.query_one("#bound").has_focus else None
        name = self._file()
        if binding is None and name:
            binding = Binding(file=name)
        if binding is None:
            self._trouble("no script is chosen")
            return
        path, line = editor_place(self.session.client.about.folder, binding)
        self._trouble(edit_file(self.app, Path(path), line))

    @on(Button.Pressed, ".buttons Button")
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.run_action({"close": "leave"}.get(event.button.id or "", event.button.id or ""))

    # What is bound

    def _selected(self) -> Binding | None:
        at = self.query_one("#bound", Listing).highlighted
        return self._bound[at] if at is not None and at < len(self._bound) else None

    def _look(self) -> None:
        bound = list(self.session.client.desk().bindings)
        listing = self.query_one("#bound", Listing)
        if bound == self._bound and listing.option_count:
            return
        at = listing.highlighted or 0
        self._bound = bound
        if not bound:
            listing.set_options([Option(Content("  none"), disabled=True)])
            return
        listing.set_options(
            Option(Content.styled(binding_text(one), "$text-error" if one.trouble else ""))
            for one in bound
        )
        listing.highlighted = min(at, len(bound) - 1)
