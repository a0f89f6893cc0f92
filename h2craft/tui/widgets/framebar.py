"""The line above the frame list: the filter in force, and where filters and searches are typed.

Knows the filter language and a history; what is done with a filter is told by messages.
A filter comes into force as one types, while it is a filter; else the last good one stays, and
carets stand under what is wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from h2craft import filter as filters
from h2craft.filter import FilterError
from h2craft.tui.widgets.completing import Completion, common, completions, without_beginnings
from h2craft.tui.widgets.remembering import Memory
from h2craft.wire import elide

FILTER, SEARCH = "filter", "search"
HISTORIES = {FILTER: "frames.filters", SEARCH: "frames.searches"}
LABEL = 8  # columns of "filter: "
OFFERED = 12  # completions that are shown at once


class FilterInput(Input):
    """A line of the filter language: history on the arrows, completion on Tab, help on F1."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "history(-1)", "Older", show=False, tooltip="The filter before"),
        Binding("down", "history(1)", "Newer", show=False, tooltip="The filter after"),
        Binding("tab", "complete", "Complete", tooltip="Go on with a key or a value"),
        Binding("escape", "clear", "Clear", tooltip="Clear the line; once more: close it"),
        Binding("f1", "language", "Language", tooltip="What a filter is made of"),
    ]

    class Left(Message):
        """Escape on an empty line."""

    class Offered(Message):
        """These are what the line may go on as."""

        def __init__(self, offers: Sequence[Completion]) -> None:
            super().__init__()
            self.offers = tuple(offers)

    class HelpAsked(Message):
        """The help of the language is wanted."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.history: list[str] = []
        self._at = 0
        self._draft = ""

    def begin(self, text: str, history: list[str]) -> None:
        self.history = history
        self._at = len(history)
        self._draft = ""
        self.value = text
        self.cursor_position = len(text)

    def action_history(self, step: int) -> None:
        if self._at == len(self.history):
            self._draft = self.value
        at = max(0, min(self._at + step, len(self.history)))
        if at != self._at:
            self._at = at
            self.value = self.history[at] if at < len(self.history) else self._draft
            self.cursor_position = len(self.value)

    def action_complete(self) -> None:
        """As far as all that is possible agrees; what there is to choose from is shown."""
        found = completions(self.value, self.cursor_position)
        if not found:
            return
        start = found[0].start
        typed = self.value[start : self.cursor_position]
        made = common([one.text for one in found])
        if len(made) < len(typed):
            made = typed
        self.value = self.value[:start] + made + self.value[self.cursor_position :]
        self.cursor_position = start + len(made)
        self.post_message(self.Offered(found if len(found) > 1 else ()))

    def action_clear(self) -> None:
        if self.value:
            self.value = ""
        else:
            self.post_message(self.Left())

    def action_language(self) -> None:
        self.post_message(self.HelpAsked())


class FrameBar(Vertical):
    """See the module. `show_state` for the line that stands, `edit` to have one typed."""

    DEFAULT_CSS = """
    FrameBar { height: auto; }
    FrameBar .edit { height: 1; }
    FrameBar .label { width: 8; color: $text-muted; }
    FrameBar Input { width: 1fr; height: 1; border: none; padding: 0; }
    FrameBar #bar-trouble { height: auto; max-height: 8; color: $text-error; }
    FrameBar #bar-trouble.offers { color: $text-muted; }
    FrameBar #bar-state { height: 1; color: $text-muted; }
    FrameBar #bar-state.filtered { color: $text-accent; }
    """

    class Filtered(Message):
        """This filter is to be in force. `final`: Enter was pressed, or the line was cleared."""

        def __init__(self, text: str, *, final: bool) -> None:
            super().__init__()
            self.text = text
            self.final = final

    class Searched(Message):
        """Look for this."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """Nothing is typed any more: the rows have the keys."""

    class HelpAsked(Message):
        """The help of the language is wanted."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(id="frame-bar")
        self.memory = memory
        self.mode = ""
        self._state = ""

    def compose(self) -> ComposeResult:
        yield Static("", id="bar-state", markup=False)
        with Horizontal(classes="edit"):
            yield Static("", id="bar-label", classes="label", markup=False)
            yield FilterInput("bar-input")
        yield Static("", id="bar-trouble", markup=False)

    def on_mount(self) -> None:
        self.query_one(".edit").display = False
        self.query_one("#bar-trouble").display = False
        self.query_one("#bar-state").display = False

    @property
    def line(self) -> FilterInput:
        return self.query_one(FilterInput)

    # The line that stands

    def show_state(self, text: str, *, filtered: bool = False) -> None:
        """Say this while nothing is typed; nothing takes no line."""
        if text == self._state:
            return
        self._state = text
        state = self.query_one("#bar-state", Static)
        state.set_class(filtered, "filtered")
        state.update(Content(text), layout=False)
        state.display = bool(text)

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "bar-state":
            event.stop()
            self.post_message(self.Filtered("", final=False))

    # Typing

    def edit(self, mode: str, text: str) -> None:
        """Have a filter or a search typed, beginning with `text`."""
        self.mode = mode
        self.query_one("#bar-label", Static).update(Content(f"{mode}:"))
        self.query_one(".edit").display = True
        self._trouble(())
        with self.prevent(Input.Changed):
            self.line.begin(text, self.memory.lines(HISTORIES[mode]))
        if mode == SEARCH:
            self.line.select_all()  # another search begins anew, an arrow key goes on with it
        self.line.focus()

    def close(self) -> None:
        if not self.mode:
            return
        self.mode = ""
        self.query_one(".edit").display = False
        self._trouble(())
        self.post_message(self.Closed())

    @on(Input.Changed, "#bar-input")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if not self.mode or not self._good(event.value) or self.mode != FILTER:
            return
        meant = without_beginnings(event.value)
        with contextlib.suppress(FilterError):
            filters.compile(meant)
            self.post_message(self.Filtered(meant, final=False))

    @on(Input.Submitted, "#bar-input")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.mode or not self._good(event.value):
            return
        mode, text = self.mode, event.value
        self.memory.remember(HISTORIES[mode], text)
        self.close()
        made = self.Filtered(text, final=True) if mode == FILTER else self.Searched(text)
        self.post_message(made)

    @on(FilterInput.Left)
    def _left(self, event: FilterInput.Left) -> None:
        event.stop()
        self.close()

    @on(FilterInput.HelpAsked)
    def _help(self, event: FilterInput.HelpAsked) -> None:
        event.stop()
        self.post_message(self.HelpAsked())

    def _good(self, text: str) -> bool:
        try:
            filters.compile(text)
        except FilterError as error:
            self._trouble(self._carets(error))
            return False
        self._trouble(())
        return True

    def _carets(self, error: FilterError) -> tuple[str, ...]:
        """Carets right below what is wrong, wherever the line has scrolled to, then the reason."""
        before = cell_len(error.text[: error.position])
        wrong = max(1, cell_len(error.text[error.position : error.position + error.length]))
        at = LABEL + before - self.line.scroll_offset.x
        start = max(LABEL, at)
        carets = max(1, min(wrong - (start - at), max(1, self.size.width - start)))
        return " " * start + "^" * carets, f"{'':{LABEL}}{error.message}"

    def _trouble(self, lines: Sequence[str], *, offers: bool = False) -> None:
        trouble = self.query_one("#bar-trouble", Static)
        trouble.set_class(offers, "offers")
        trouble.update(Content("\n".join(lines)))
        trouble.display = bool(lines)

    @on(FilterInput.Offered)
    def _offered(self, event: FilterInput.Offered) -> None:
        event.stop()
        if not event.offers:
            return
        shown = event.offers[:OFFERED]
        more = len(event.offers) - len(shown)
        width = max(20, self.size.width)
        lines = [", ".join(one.text for one in shown) + (f", and {more} more" if more else "")]
        if len(event.offers) <= 4:
            lines = [f"{one.text}  {one.meaning}" for one in shown]
        self._trouble([elide(line, width) for line in lines], offers=True)
