"""What was recorded, before it becomes a file: the script, and how it is to be written.

Knows a recording; fires nothing. What is shown is what is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Static

from h2craft.explain import Role, Span, Text
from h2craft.session import Session, printed, visible
from h2craft.tui.recording import How, Kept, Part, Recording
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.screens.promote import PromoteScreen, name_for
from h2craft.tui.widgets.strips import Choices, Tick
from h2craft.tui.widgets.textview import TextView
from h2craft.tui.widgets.waiting import beside

PAUSES = ("none", "exact", "from")
THRESHOLD = "1"
FILE = "recorded.py"
NOTHING = "nothing to keep: nothing was done by hand or by a script there"


class Answer(Enum):
    """What became of it; None for nothing yet."""

    SAVED = "saved"
    DISCARDED = "discarded"
    GO_ON = "go on"


class Made(NamedTuple):
    """What is shown of a recording."""

    kept: Kept
    told: str
    text: Text


class RecordedScreen(Dialog[Answer]):
    """See the module. `parts` are what may be meant; `past`: it was not recorded as it was done."""

    HELP = """
    The handler script that does the same for the next client. Automatic replies (ACKs, window
    updates) are left out unless you ask for them; cookies and credentials are replaced.
    """
    DEFAULT_CSS = """
    RecordedScreen > .dialog { width: 110; height: 96%; max-height: 48; }
    RecordedScreen Input { height: 1; border: none; padding: 0 1; width: 1fr; }
    RecordedScreen Input:focus { border: none; background-tint: $foreground 8%; }
    RecordedScreen TextView { height: 1fr; min-height: 4; background: $boost; }
    RecordedScreen .row { height: 1; }
    RecordedScreen .label { width: 8; color: $text-primary; }
    RecordedScreen #pauses { width: 17; }
    RecordedScreen #seconds { width: 7; }
    RecordedScreen #unit { width: 3; }
    RecordedScreen .row Checkbox { margin-right: 1; }
    RecordedScreen #trouble { max-height: 3; }
    RecordedScreen .buttons { margin-top: 0; }
    RecordedScreen .buttons Button { margin-right: 1; min-width: 6; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "save", "Save", tooltip="Write the script to the file"),
        Binding("f8", "promote", "Into the library", tooltip="Put it into your own library"),
    ]

    def __init__(
        self, session: Session, parts: Sequence[Part | Recording], *, past: bool = True
    ) -> None:
        super().__init__()
        self.session = session
        self.parts = {part.name: part for part in parts}
        self.kept: Kept | None = None  # once it is read
        self._wanted: How | None = None
        self._making = False
        self._past = past
        self._part = "range" if "range" in self.parts else [*self.parts][-1]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(
                "A recording of what has happened" if self._past else "Recorded"
            )
            yield Static("", id="told", classes="sentence", markup=False)
            if self._past:
                with Horizontal(classes="row"):
                    yield Static("of", classes="label")
                    yield Choices(list(self.parts), self._part, id="part")
            yield TextView(id="script")
            yield from self._fields()
            yield Static("", id="trouble", classes="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Save F9", id="save", compact=True, variant="primary")
                yield Button("Into the library F8", id="promote", compact=True)
                if not self._past:
                    yield Button("Discard", id="discard", compact=True, variant="warning")
                yield Button("Close Esc" if self._past else "Go on Esc", id="leave", compact=True)

    def _fields(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Static("title", classes="label")
            yield Input(placeholder="as the acts have it", id="title")
        with Horizontal(classes="row"):
            yield Static("file", classes="label")
            yield Input(FILE, id="file", select_on_focus=False)
        with Horizontal(classes="row"):
            yield Static("pauses", classes="label")
            yield Choices(PAUSES, "from", id="pauses")
            yield Input(THRESHOLD, id="seconds")
            yield Static("s", id="unit")
            yield Tick("keep secrets", id="secrets", compact=True)
            yield Tick("auto replies", id="replies", compact=True)

    def on_mount(self) -> None:
        self.query_one(TextView).focus()
        self._show()

    # How it is to be written

    def how(self) -> How:
        """What the fields say. ValueError for a number of seconds that is none."""
        chosen = self.query_one("#pauses", Choices).value
        pause = {"none": None, "exact": 0.0}.get(chosen, 0.0)
        if chosen == "from":
            pause = seconds(self.query_one("#seconds", Input).value)
        return How(
            pause=pause,
            keep_secrets=self.query_one("#secrets", Checkbox).value,
            replies=self.query_one("#replies", Checkbox).value,
            title=visible(self.query_one("#title", Input).value.strip()),
        )

    @on(Input.Changed, "#title")
    @on(Input.Changed, "#seconds")
    @on(Checkbox.Changed)
    @on(Choices.Chosen, "#pauses")
    def _changed(self) -> None:
        self._show()

    @on(Choices.Chosen, "#part")
    def _another(self, event: Choices.Chosen) -> None:
        self._part, self.kept = event.word, None
        self._show()

    # What is shown

    def _show(self) -> None:
        """The script as the fields have it, or why there is none.

        It is read and made beside the screen, which goes on; one at a time, the last one wanted.
        """
        try:
            self._wanted = how = self.how()
        except ValueError as error:
            self._wanted = None
            self._trouble(str(error))
            return
        if self._making:
            return  # and looks again when that is done
        self._making = True
        part, kept = self._part, self.kept
        if kept is None or not kept.knows(how):
            self._tell("reading the records ...")

        def work() -> Made:
            made = kept or Kept(self.parts[part].read())
            if not made.taking.acts and not how.replies:
                raise ValueError(NOTHING)
            return Made(made, made.told(how), made.preview(how))

        beside(
            self,
            work,
            lambda made: self._made(part, how, made),
            lambda error: self._failed(part, how, error),
        )

    def _made(self, part: str, how: How, made: Made) -> None:
        if part == self._part:
            self.kept = made.kept
        if self._is_stale(part, how):
            return
        self._trouble("")
        aside = "" if how.replies else " Automatic replies are left out."
        self._tell(f"{made.told}{aside}")
        self.query_one(TextView).show(made.text, keep=True)

    def _failed(self, part: str, how: How, error: Exception) -> None:
        if not self._is_stale(part, how):
            self._nothing(told(error))

    def _is_stale(self, part: str, how: How) -> bool:
        """Something else is wanted by now; that is made then."""
        self._making = False
        if (part, how) == (self._part, self._wanted):
            return False
        self._show()
        return True

    def _nothing(self, why: str) -> None:
        self._tell("")
        self._trouble(why)
        self.query_one(TextView).show([(Span("There is no script to show.", Role.DIM),)])

    def _tell(self, words: str) -> None:
        self.query_one("#told", Static).update(Content(printed(words)))

    def _trouble(self, words: str) -> None:
        self.query_one("#trouble", Static).update(Content(printed(words)))

    @property
    def text(self) -> Text:
        return self.query_one(TextView).text

    # What becomes of it

    def _ready(self) -> tuple[Kept, How] | None:
        """The recording and how to write it; None, and it is said, where one is missing."""
        try:
            how = self.how()
        except ValueError as error:
            self._trouble(str(error))
            return None
        if self.kept is None or (how.replies and not self.kept.knows(how)):
            self._trouble("there is nothing to save yet")
            return None
        return self.kept, how

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        ready = self._ready()
        name = self.query_one("#file", Input).value.strip()
        if ready is None:
            return
        if not name:
            self._trouble("which file?")
            return
        path = Path(name).expanduser()
        if not path.exists():
            self._write(path, *ready)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._write(path, *ready, force=True)

        words = f"{visible(str(path))} is there already."
        self.app.push_screen(ConfirmScreen("Write over it?", words, "Write"), answered)

    def _write(self, path: Path, kept: Kept, how: How, *, force: bool = False) -> None:
        def saved(nothing: None) -> None:
            self.app.notify(f"saved as {visible(str(path.absolute()))}", markup=False)
            self.dismiss(Answer.SAVED)

        self._trouble("writing ...")
        beside(
            self,
            lambda: kept.save(path, how, force=force),
            saved,
            lambda error: self._trouble(told(error)),
            must_end=True,
        )

    def action_promote(self) -> None:
        ready = self._ready()
        if ready is not None:
            kept, how = ready
            beside(
                self,
                lambda: kept.text(how),
                lambda text: self._promote(text, how),
                lambda error: self._trouble(told(error)),
            )

    def _promote(self, text: str, how: How) -> None:
        def done(name: str | None) -> None:
            if name is not None:
                self.app.notify(f"{name} is in your library", markup=False)
                self.dismiss(Answer.SAVED)

        name = name_for(how.title or Path(self.query_one("#file", Input).value).stem)
        self.app.push_screen(PromoteScreen(self.session, text=text, name=name), done)

    @on(Button.Pressed, ".buttons Button")
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.run_action(event.button.id or "leave")

    def action_discard(self) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(Answer.DISCARDED)

        words = "What was recorded cannot be brought back; the trace still has it."
        self.app.push_screen(ConfirmScreen("Discard?", words, "Discard"), answered)

    def action_leave(self) -> None:
        self.dismiss(Answer.GO_ON)


def told(error: Exception) -> str:
    """An error in a sentence: of a file with its name."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def seconds(text: str) -> float:
    """A threshold. ValueError for what is no sensible number of seconds."""
    try:
        number = float(text)
    except ValueError:
        raise ValueError("pauses: a number of seconds, such as 0.5") from None
    if not 0 <= number <= 86_400:  # false for a NaN
        raise ValueError("pauses: from 0 to 86,400 seconds")
    return number
