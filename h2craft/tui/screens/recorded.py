"""What was recorded, before it becomes a file: the script, and how it is to be written.

Knows a recording; fires nothing. What is shown is what is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Static

from h2craft.explain import Role, Span, Text
from h2craft.language import LanguageError
from h2craft.scenario import ScenarioError
from h2craft.session import Session, printed, visible
from h2craft.tui.recording import How, Kept, Part, Recording
from h2craft.tui.screens.confirm import ConfirmScreen
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.screens.promote import PromoteScreen, name_for
from h2craft.tui.widgets.strips import Choices, Tick
from h2craft.tui.widgets.textview import TextView

PAUSES = ("none", "from", "exact")
THRESHOLD = "1"
FILE = "recorded.py"
NOTHING = "nothing to keep: nothing was done by hand or by a script there"


class Answer(Enum):
    """What became of it; None for nothing yet."""

    SAVED = "saved"
    DISCARDED = "discarded"
    GO_ON = "go on"


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
    RecordedScreen #pauses { width: 21; }
    RecordedScreen #seconds { width: 8; }
    RecordedScreen .row Checkbox { margin-right: 2; }
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
            yield Choices(PAUSES, "from", labels=("none", "from s", "exact"), id="pauses")
            yield Input(THRESHOLD, id="seconds")
            yield Tick("keep secrets", id="secrets", compact=True)
            yield Tick("auto replies", id="replies", compact=True)

    def on_mount(self) -> None:
        self.query_one(TextView).focus()
        self._read(self._part)

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
        self._read(event.word)

    # What is shown

    def _show(self) -> None:
        """The script as the fields have it, or why there is none."""
        try:
            how = self.how()
        except ValueError as error:
            self._trouble(str(error))
            return
        if self.kept is None:
            return  # it is being read
        if how.replies and not self.kept.knows(how):
            self._read_replies(self.kept, how)
            return
        try:
            text, told = self.kept.preview(how), self.kept.told()
        except (ScenarioError, LanguageError) as error:
            self._nothing(str(error))
            return
        self._trouble("")
        aside = "" if how.replies else " Automatic replies are left out."
        self._tell(f"{told}{aside}")
        self.query_one(TextView).show(text, keep=True)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self, name: str) -> None:
        """Beside the screen, which goes on."""
        self.app.call_from_thread(self._tell, "reading the records ...")
        try:
            kept = Kept(self.parts[name].read())
            kept.score()
        except ScenarioError:
            self.app.call_from_thread(self._nothing, NOTHING)
        except Exception as error:  # whatever it is, a person has to hear of it
            self.app.call_from_thread(self._nothing, str(error) or type(error).__name__)
        else:
            self.app.call_from_thread(self._take, name, kept)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read_replies(self, kept: Kept, how: How) -> None:
        self.app.call_from_thread(
            self._tell, "reading all records again, for automatic replies ..."
        )
        try:
            kept.score(replies=how.replies)
        except Exception as error:  # as above
            self.app.call_from_thread(self._nothing, str(error) or type(error).__name__)
        else:
            self.app.call_from_thread(self._show)

    def _take(self, name: str, kept: Kept) -> None:
        if name == self._part:
            self.kept = kept
            self._show()

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
        try:
            kept.save(path, how, force=force)
        except OSError as error:
            self._trouble(f"{path}: {error.strerror or error}")
        except (ScenarioError, LanguageError) as error:
            self._trouble(str(error))
        else:
            self.app.notify(f"saved as {visible(str(path.absolute()))}", markup=False)
            self.dismiss(Answer.SAVED)

    def action_promote(self) -> None:
        ready = self._ready()
        if ready is None:
            return
        kept, how = ready
        try:
            text = kept.text(how)
        except (ScenarioError, LanguageError) as error:
            self._trouble(str(error))
            return

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


def seconds(text: str) -> float:
    """A threshold. ValueError for what is no sensible number of seconds."""
    try:
        number = float(text)
    except ValueError:
        raise ValueError("pauses: a number of seconds, such as 0.5") from None
    if not 0 <= number <= 86_400:  # false for a NaN
        raise ValueError("pauses: from 0 to 86,400 seconds")
    return number
