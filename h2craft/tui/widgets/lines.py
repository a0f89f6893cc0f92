"""A scrolled list of single lines with a cursor, of any length. Knows nothing of what they say.

Only what can be seen is asked for and painted, and a change of length costs no layout of the
screen: the scroll bar always stands, so the pane's size never depends on how many lines there are.
"""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from h2craft.explain import Line
from h2craft.tui.paint import ROLE_CLASSES, Looks, role_css, strip_of


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Says how many lines there are by `set_count`; a subclass gives `line_at` and `lit`.

    cursor  index of the line the cursor stands on, -1 where there is none
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = ROLE_CLASSES | {"lines--cursor", "lines--range", "lines--dark"}
    DEFAULT_CSS = f"""
    LineList {{
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }}
    LineList > .lines--cursor {{ background: $foreground 12%; }}
    LineList:focus > .lines--cursor {{ background: $primary 40%; text-style: bold; }}
    LineList > .lines--range {{ background: $secondary 25%; }}
    LineList > .lines--dark {{ color: $text-muted; }}
    {role_css("LineList")}
    """

    class Clicked(Message):
        """A line was clicked. `twice`: a double click; `x` is the column within the line."""

        def __init__(self, index: int, x: int, *, twice: bool, extend: bool) -> None:
            super().__init__()
            self.index = index
            self.x = x
            self.twice = twice
            self.extend = extend

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.count = 0
        self.cursor = -1
        self._looks = Looks(self)
        self._grounds: dict[str, Style] = {}
        self._painting: Region | None = None

    # For subclasses

    def line_at(self, index: int) -> Line:
        """What the line says, no longer than the width."""
        raise NotImplementedError

    def lit(self, index: int) -> str:
        """ "cursor", "range", or nothing: what the line lies on."""
        return "cursor" if index == self.cursor else ""

    def nothing(self) -> Line:
        """What stands in the first line of an empty list."""
        return ()

    # Size and place

    @property
    def _inside(self) -> Region:
        """Where the lines are; worked out once for all lines that are painted together."""
        return self._painting or self.scrollable_content_region

    @property
    def width(self) -> int:
        """Columns of a line."""
        return max(0, self._inside.width)

    @property
    def page(self) -> int:
        """Lines that can be seen."""
        return max(1, self._inside.height)

    @property
    def top(self) -> int:
        return self.scroll_offset.y

    @property
    def in_sight(self) -> range:
        """Indices of the lines that can be seen."""
        return range(self.top, max(self.top, min(self.top + self.page, self.count)))

    @property
    def bottom(self) -> int:
        """The `top` from which the last line is the last that can be seen."""
        return max(0, self.count - self.page)

    def set_count(self, count: int) -> None:
        """There are so many lines now. Repaints those that came or went within sight."""
        before, self.count = self.count, count
        if count == before:
            return
        size = Size(0, count)
        self.set_reactive(Widget.virtual_size, size)  # not by assignment: that lays out the screen
        self._scroll_update(size)
        low, high = min(before, count), max(before, count)
        if low < self.top + self.page and high > self.top:
            self.refresh_lines(max(low, self.top), min(high, self.top + self.page) - low)
        if not before or not count:
            self.refresh()

    def scroll_top(self, top: int) -> None:
        """Make this the first line that can be seen, as far as there are lines below it."""
        y = max(0, min(top, self.bottom))
        if y != self.scroll_y:
            self.scroll_to(y=y, animate=False, force=True)

    def reveal(self, index: int) -> None:
        """Scroll as little as it takes to see the line."""
        if index < self.top:
            self.scroll_top(index)
        elif index >= self.top + self.page:
            self.scroll_top(index - self.page + 1)

    def place_cursor(self, index: int) -> bool:
        """Put the cursor on a line and show it; False where it stood there already."""
        index = max(-1, min(index, self.count - 1))
        moved = index != self.cursor
        old, self.cursor = self.cursor, index
        if moved:
            for line in (old, index):
                if line >= 0:
                    self.refresh_lines(line)
        if index >= 0:
            self.reveal(index)
        return moved

    # Painting

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.forget()
        self._grounds.clear()

    def ground(self, name: str) -> Style:
        """What a line lies on; the cursor's keeps what it says readable without colours."""
        style = self._grounds.get(name)
        if style is None:
            base = Style(bgcolor=self.rich_style.bgcolor)
            if name:
                lit = self.get_component_rich_style(f"lines--{name}")
                base = Style(bgcolor=lit.bgcolor, bold=lit.bold)
            style = self._grounds[name] = base
        return style

    def strip_at(self, index: int) -> Strip:
        return strip_of(self.line_at(index), self._looks, self.width, self.ground(self.lit(index)))

    def render_lines(self, crop: Region) -> list[Strip]:
        self._painting = self.scrollable_content_region
        try:
            return super().render_lines(crop)
        finally:
            self._painting = None

    def render_line(self, y: int) -> Strip:
        index = y + self.top
        if 0 <= index < self.count:
            return self.strip_at(index)
        line = self.nothing() if not self.count and not y else ()
        return strip_of(line, self._looks, self.width, self.ground(""))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        index = place.y + self.top
        if index < self.count:
            event.stop()
            message = self.Clicked(index, place.x, twice=event.chain == 2, extend=event.shift)
            self.post_message(message)

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        """Repaint lines by their index, as far as they can be seen."""
        first = max(0, y_start - self.top)
        last = min(self.page, y_start - self.top + line_count)
        if first < last:
            self.refresh(Region(0, first, self.size.width, last - first))
