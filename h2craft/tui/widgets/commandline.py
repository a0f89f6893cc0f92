"""The command line: history, completion, the wrong part marked. Knows texts and no action."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text as RichText
from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from h2craft.language import Completion
from h2craft.session import visible

OFFERED = 50  # completions in the list
KEPT = 500  # lines of history

Complete = Callable[[str, int], list[Completion]]


class History:
    """Lines that were entered, oldest first; `settings` keeps them for the next time."""

    def __init__(self, settings: object = None, name: str = "compose.history") -> None:
        self._settings = settings
        self._name = name
        kept = getattr(settings, "history", None)
        self.lines: list[str] = list(kept(name)) if kept is not None else []

    def add(self, line: str) -> None:
        """A line that was there moves to the end."""
        self.lines = [*(old for old in self.lines if old != line), line][-KEPT:]
        remember = getattr(self._settings, "remember", None)
        if remember is not None:
            remember(self._name, line)

    def beginning_with(self, text: str) -> str | None:
        """The newest line that begins so and says more."""
        return next(
            (line for line in reversed(self.lines) if line.startswith(text) and line != text), None
        )


class _FromHistory(Suggester):
    def __init__(self, history: History) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._history = history

    async def get_suggestion(self, value: str) -> str | None:
        return self._history.beginning_with(value) if value else None


class _Mark(Highlighter):
    """Underlines the wrong part."""

    def __init__(self) -> None:
        self.at: tuple[int, int] | None = None

    def highlight(self, text: RichText) -> None:
        if self.at is not None:
            text.stylize("underline bold", *self.at)


class CompletionList(OptionList):
    """What may stand at the cursor, each with its sentence; over what is above the line."""

    DEFAULT_CSS = """
    CompletionList {
        display: none; overlay: screen; constrain: inside inflect;
        width: 70; max-width: 100%; height: auto; max-height: 10;
        border: round $primary; background: $surface; padding: 0; margin-bottom: 1;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="completions", markup=False)
        self.offered: list[Completion] = []
        self.can_focus = False

    @property
    def is_open(self) -> bool:
        return bool(self.display)

    def offer(self, found: list[Completion]) -> None:
        self.offered = found[:OFFERED]
        width = max((len(visible(one.label)) for one in self.offered), default=0)
        self.set_options(Option(_offer(one, width)) for one in self.offered)
        self.highlighted = 0
        self.display = True

    def close(self) -> None:
        self.display = False

    @property
    def chosen(self) -> Completion | None:
        at = self.highlighted
        return self.offered[at] if at is not None and at < len(self.offered) else None


def _offer(one: Completion, width: int) -> Content:
    label = Content.styled(f"{visible(one.label):<{width}}", "bold")
    return Content.assemble(label, (f"  {visible(one.sentence)}", "$text-muted"))


_ANSWERS, _ASKS = "headers :status=200 end_headers", "get /path accept=text/html"


class CommandLine(Input):
    """One line. Up and down walk the history of lines that begin as typed; Tab completes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "Older", show=False),
        Binding("down", "newer", "Newer", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("escape", "escape", "Back", show=False),
    ]
    DEFAULT_CSS = """
    CommandLine { height: 1; border: none; padding: 0; background: transparent; }
    CommandLine:focus { border: none; background-tint: $foreground 6%; }
    CommandLine.-wrong { color: $text-error; }
    """

    class Left(Message):
        """Escape, with nothing left to close."""

    def __init__(
        self, history: History, complete: Complete, popup: CompletionList, *, client: bool = False
    ) -> None:
        self.history = history
        self._mark = _Mark()
        super().__init__(
            id="line",
            placeholder=f"{_ASKS if client else _ANSWERS}      Tab completes, Enter fires",
            highlighter=self._mark,
            suggester=_FromHistory(history),
            select_on_focus=False,
        )
        self._complete = complete
        self._popup = popup
        self._at: int | None = None  # where in the history
        self._typed = ""  # what stood there before the history was walked

    # The text

    def put(self, text: str) -> None:
        """Make this the line without telling anybody, the cursor at its end."""
        if text == self.value:
            return
        with self.prevent(Input.Changed):
            self.value = visible(text)
        self.cursor_position = 0  # so that going to the end scrolls there, the first time too
        self.cursor_position = len(self.value)

    def mark(self, at: tuple[int, int] | None) -> None:
        """Mark a wrong part."""
        if at != self._mark.at:
            self._mark.at = at
            self.set_class(at is not None, "-wrong")
            self.refresh()

    def column_of(self, position: int) -> int:
        """The cell a position of the text is shown in, from the left of the line."""
        return self._position_to_cell(position) - self.scroll_offset.x

    def replace(self, text: str, start: int, end: int) -> None:
        """As Input does, but nothing that would act on the screen gets in."""
        super().replace(visible(text), start, end)

    def _on_paste(self, event: events.Paste) -> None:
        """Several lines become one: a header section is pasted as it is."""
        self.replace(event.text.strip("\r\n"), *self.selection)
        event.prevent_default()
        event.stop()

    # History

    def action_older(self) -> None:
        if self._popup.is_open:
            self._popup.action_cursor_up()
            return
        self._walk(-1)

    def action_newer(self) -> None:
        if self._popup.is_open:
            self._popup.action_cursor_down()
            return
        self._walk(1)

    def _walk(self, step: int) -> None:
        lines = self.history.lines
        if self._at is None:
            if step > 0:
                return
            self._typed, self._at = self.value, len(lines)
        at = self._at + step
        while 0 <= at < len(lines) and not lines[at].startswith(self._typed):
            at += step
        if at >= len(lines):
            self._at = None
            self._take(self._typed)
        elif at >= 0:
            self._at = at
            self._take(lines[at])

    def _take(self, text: str) -> None:
        kept = self._at
        self.value = visible(text)
        self.cursor_position = len(self.value)
        self._at = kept

    # Completion

    def action_complete(self) -> None:
        if self._popup.is_open:
            self._accept()
            return
        found = self._complete(self.value, self.cursor_position)
        if len(found) == 1:
            self._insert(found[0])
        elif found:
            common = _common([one.text for one in found])
            start = found[0].start
            if len(common) > self.cursor_position - start >= 0 and _same_start(found):
                self.replace(common, start, self.cursor_position)
            self._offer()

    def _offer(self) -> None:
        found = self._complete(self.value, self.cursor_position)
        if found:
            self._popup.offer(found)
        else:
            self._popup.close()

    def _accept(self) -> None:
        chosen = self._popup.chosen
        self._popup.close()
        if chosen is not None:
            self._insert(chosen)

    def _insert(self, chosen: Completion) -> None:
        self.replace(chosen.text, chosen.start, self.cursor_position)

    def take(self, index: int) -> None:
        """The list was clicked."""
        self._popup.highlighted = index
        self._accept()
        self.focus()

    def action_escape(self) -> None:
        if self._popup.is_open:
            self._popup.close()
        else:
            self.post_message(self.Left())

    async def action_submit(self) -> None:
        if self._popup.is_open:
            self._accept()
            return
        self._at = None
        await super().action_submit()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._at is not None and event.value != self.value:
            return
        if self._at is not None and event.value not in self.history.lines:
            self._at = None
        if self._popup.is_open:
            self._offer()

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        if not self._popup.mouse_hover:  # else a click on the list is what took the focus
            self._popup.close()


def _same_start(found: list[Completion]) -> bool:
    return len({one.start for one in found}) == 1


def _common(texts: list[str]) -> str:
    """What all of them begin with."""
    first, last = min(texts), max(texts)
    for at, letter in enumerate(first):
        if at >= len(last) or last[at] != letter:
            return first[:at]
    return first
