"""Explained text on the screen: scrolled, wrapped, with a cursor line, selectable by mouse.

Knows lines of spans, not what they speak of.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from h2craft.explain import Line, Role, Span, Text, plain
from h2craft.tui.commands import bindings
from h2craft.tui.commands.detail import TEXT
from h2craft.tui.messages import CopyAsked
from h2craft.tui.paint import ROLE_CLASSES, Looks, role_css, strip_of, wrapped

NOTHING: Text = [(Span("Nothing is selected.", Role.DIM),)]


class TextView(ScrollView, can_focus=True):
    """Shows a `Text`. The cursor is a line of the text, however many rows that takes."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(TEXT)  # type: ignore[assignment]
    COMPONENT_CLASSES = ROLE_CLASSES | {"text--cursor"}
    DEFAULT_CSS = f"""
    TextView {{
        height: 1fr;
        padding: 0 1;
        overflow-x: hidden;
        scrollbar-gutter: stable;
    }}
    TextView > .text--cursor {{ background: $foreground 8%; }}
    TextView:focus > .text--cursor {{ background: $primary 30%; }}
    {role_css("TextView")}
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands on another line; `at` is the first range of octets it speaks of."""

        def __init__(self, at: tuple[int, int] | None) -> None:
            super().__init__()
            self.at = at

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text: Text = []
        self._rows: list[tuple[int, Line]] = []  # (line of the text, what stands in the row)
        self._first_row: list[int] = []  # of each line
        self._wrapped_to = 0
        self._looks = Looks(self)

    # What is shown

    def show(self, text: Text, *, keep: bool = False) -> None:
        """Show this; `keep` is for what was there before, brought up to date."""
        if text == self.text and self._rows:
            return
        self.text = text or NOTHING
        self._wrap()
        if keep:
            self.cursor = min(self.cursor, len(self.text) - 1)
        else:
            self.cursor = 0
            self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width or self.app.size.width  # not laid out yet
        self._wrapped_to = width
        self._rows, self._first_row = [], []
        for number, line in enumerate(self.text):
            self._first_row.append(len(self._rows))
            self._rows += [(number, part) for part in wrapped(line, width)]
        self._take_size(Size(width, len(self._rows)))

    def _take_size(self, size: Size) -> None:
        """The text is so large now. The screen is laid out only where the scroll bar comes or goes:
        that takes longer than everything else, and what is followed is shown twice a second."""
        height = self.scrollable_content_region.height
        if (size.height > height) != (self.virtual_size.height > height):
            self.virtual_size = size
        else:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def on_resize(self, event: events.Resize) -> None:
        if self.scrollable_content_region.width != self._wrapped_to:
            self._wrap()
            self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.forget()

    # Painting

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self.rich_style
        if row >= len(self._rows):
            return Strip.blank(width, base)
        number, line = self._rows[row]
        if number == self.cursor:
            base += self.get_component_rich_style("text--cursor", partial=False)
            base = Style(bgcolor=base.bgcolor)
        else:
            base = Style(bgcolor=base.bgcolor)
        strip = strip_of(line, self._looks, width, base)
        return self._selected(strip, row).apply_offsets(0, row)

    def _selected(self, strip: Strip, row: int) -> Strip:
        """With what the mouse has selected lit."""
        selection = self.text_selection
        span = selection and selection.get_span(row)
        if not span:
            return strip
        start, end = span
        width = strip.cell_length
        end = width if end == -1 else min(end, width)
        look = self.screen.get_component_rich_style("screen--selection")
        parts = [strip.crop(0, start), strip.crop(start, end).apply_style(look)]
        return Strip.join([*parts, strip.crop(end, width)])

    # Selecting and copying

    @property
    def allow_select(self) -> bool:
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract(plain([line for _, line in self._rows])), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def action_copy_line(self) -> None:
        if self.text:
            self.post_message(CopyAsked(plain([self.text[self.cursor]]).strip(), "the line"))

    def action_copy_all(self) -> None:
        self.post_message(CopyAsked(plain(self.text), "the text"))

    # The cursor

    def watch_cursor(self, before: int, now: int) -> None:
        if not self._rows:
            return
        self._keep_in_sight()
        self.refresh()
        line = self.text[now] if now < len(self.text) else ()
        self.post_message(self.Moved(next((span.at for span in line if span.at), None)))

    def _keep_in_sight(self) -> None:
        first = self._first_row[self.cursor]
        after = self.cursor + 1
        last = self._first_row[after] if after < len(self._first_row) else len(self._rows)
        region = Region(0, first, 1, last - first)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def action_move(self, lines: int) -> None:
        self.cursor = max(0, min(len(self.text) - 1, self.cursor + lines))

    def action_page(self, pages: int) -> None:
        self.action_move(pages * max(1, self.scrollable_content_region.height - 1))

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = max(0, len(self.text) - 1)

    def on_click(self, event: events.Click) -> None:
        row = event.get_content_offset_capture(self).y + self.scroll_offset.y
        if 0 <= row < len(self._rows):
            self.cursor = self._rows[row][0]
