"""The command log: every act as the line of Python it stands for. Knows acts, no engine."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from h2craft.explain import Line, Role, Span
from h2craft.session import Act, Acts, Selection, Session
from h2craft.trace import Origin
from h2craft.tui.commands import bindings
from h2craft.tui.commands.log import COMMANDS
from h2craft.tui.messages import ComposeAsked, CopyAsked, FireAsked, Fired, Said
from h2craft.tui.paint import ROLE_CLASSES, Looks, role_css, strip_of

RECORDS_A_LOOK = 2_000  # read in one look, so that a long trace stops no key
EMPTY: Line = (Span("Nothing was done yet. What you fire stands here as Python.", Role.DIM),)
INDENT = " " * 18


class CommandLog(ScrollView, can_focus=True):
    """See the module. The cursor stands on an act; `shift` with the arrows selects several."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    COMPONENT_CLASSES = ROLE_CLASSES | {"log--cursor"}
    DEFAULT_CSS = f"""
    CommandLog {{ height: 1fr; overflow-x: hidden; }}
    CommandLog > .log--cursor {{ background: $foreground 8%; }}
    CommandLog:focus > .log--cursor {{ background: $primary 30%; }}
    {role_css("CommandLog")}
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.session = session
        self.acts = Acts()
        self.shown: list[Act] = []
        self.with_scripts = False
        self.cursor = 0
        self._anchor = 0
        self._read = 0
        self._version = -1
        self._rows: list[tuple[int, Line]] = []  # (index of the act, what stands there)
        self._first_row: list[int] = []
        self._looks = Looks(self)

    # What is shown

    def look(self) -> None:
        records = self.session.client.records
        if records.last > self._read:
            found = records.read(self._read, RECORDS_A_LOOK)
            self._read = found[-1].seq if found else records.last
            self.acts.fold(found)
        if self.acts.version != self._version:
            self._show()

    def selected(self, selection: Selection) -> None:
        """Nothing here depends on it."""

    def fired(self, message: Fired) -> None:
        """An act has its result."""
        self.acts.fired(message.connection, message.actions, message.result, self.session.now())

    def _show(self) -> None:
        at_end = self.cursor >= len(self.shown) - 1
        self._version = self.acts.version
        self.shown = self.acts.shown(scripts=self.with_scripts)
        self._rows, self._first_row = [], []
        for index, act in enumerate(self.shown):
            self._first_row.append(len(self._rows))
            self._rows += [(index, line) for line in _lines(act)]
        self.virtual_size = Size(self.size.width, len(self._rows))
        last = max(0, len(self.shown) - 1)
        self.cursor = last if at_end else min(self.cursor, last)
        self._anchor = self.cursor if at_end else min(self._anchor, last)
        self._keep_in_sight()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.forget()

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = Style(bgcolor=self.rich_style.bgcolor)
        if not self._rows and y == 0:
            return strip_of(EMPTY, self._looks, width, base)
        if row >= len(self._rows):
            return Strip.blank(width, base)
        index, line = self._rows[row]
        if index in self._range():
            base = Style(bgcolor=self.get_component_rich_style("log--cursor").bgcolor)
        return strip_of(line, self._looks, width, base)

    # The cursor

    def _range(self) -> range:
        return range(min(self.cursor, self._anchor), max(self.cursor, self._anchor) + 1)

    def action_move(self, by: int, extend: bool = False) -> None:
        self._go(self.cursor + by, extend=extend)

    def _go(self, to: int, *, extend: bool = False) -> None:
        self.cursor = max(0, min(len(self.shown) - 1, to))
        if not extend:
            self._anchor = self.cursor
        self._keep_in_sight()
        self.refresh()

    def action_page(self, pages: int) -> None:
        self._go(self.cursor + pages * max(1, self.size.height - 1))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(len(self.shown) - 1)

    def _keep_in_sight(self) -> None:
        if self.shown:
            first = self._first_row[self.cursor]
            after = self.cursor + 1
            last = self._first_row[after] if after < len(self.shown) else len(self._rows)
            region = Region(0, first, 1, last - first)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        row = event.get_content_offset_capture(self).y + self.scroll_offset.y
        if 0 <= row < len(self._rows):
            self._go(self._rows[row][0], extend=event.shift)
            if event.chain == 2:
                self.action_load()

    # What can be done with acts

    @property
    def chosen(self) -> list[Act]:
        """The selected acts, oldest first."""
        return [self.shown[index] for index in self._range()] if self.shown else []

    def action_copy(self) -> None:
        acts = self.chosen
        if acts:
            text = "\n".join(line for act in acts for line in act.python)
            what = "the line" if len(acts) == 1 else f"{len(acts)} acts"
            self.post_message(CopyAsked(text, f"{what} as Python"))

    def action_load(self) -> None:
        if self.shown:
            act = self.shown[self.cursor]
            self.post_message(ComposeAsked(act.action, act.connection))

    def action_again(self) -> None:
        for act in self.chosen:
            if act.hollow:
                text = "its body was not kept: fire it again from the composer's history"
                self.post_message(Said(text, "warning"))
            else:
                self.post_message(FireAsked(act.connection, act.action))

    def action_scripts(self) -> None:
        self.with_scripts = not self.with_scripts
        self._show()


def _lines(act: Act) -> list[Line]:
    first, *others = act.python
    where = f"{act.connection}/{act.stream_id}" if act.stream_id else f"{act.connection}"
    by = Role.SCRIPT if act.origin == Origin.SCRIPT else Role.STRONG
    head = (Span(f"{act.at:9.3f} {where:<7} ", Role.DIM), Span(first, by))
    verdict = (
        Span(f"  refused: {act.refused}", Role.ERROR) if act.refused else Span("  ok", Role.GOOD)
    )
    lines: list[Line] = [head, *((Span(INDENT + line, by),) for line in others)]
    lines[-1] = (*lines[-1], verdict)
    return lines
