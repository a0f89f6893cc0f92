"""A frame's octets under a cursor: the part it stands in is lit, and named below.

Knows the layout of a frame as `explain` has it, no connection.
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
from textual.strip import Strip

from h2craft.explain import Part, Role, Span, Text, hex_lines, octet_lines
from h2craft.tui.commands import bindings
from h2craft.tui.commands.detail import HEX
from h2craft.tui.messages import CopyAsked
from h2craft.tui.paint import ROLE_CLASSES, Looks, role_css, strip_of
from h2craft.wire import Frame, hex_dump

ROW = 16  # octets of a line
NOTHING: Text = [(Span("No octets were on the wire here.", Role.DIM),)]
TOLD = 2  # rows below the octets: the part under the cursor


class HexView(ScrollView, can_focus=True):
    """Octet by octet. `lit` is the range of octets that is shown as one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(HEX)  # type: ignore[assignment]
    COMPONENT_CLASSES = ROLE_CLASSES | {"hex--cursor", "hex--told"}
    DEFAULT_CSS = f"""
    HexView {{ height: 1fr; padding: 0 1; overflow-x: hidden; scrollbar-gutter: stable; }}
    HexView > .hex--cursor {{ background: $foreground 20%; text-style: bold; }}
    HexView:focus > .hex--cursor {{
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: bold reverse;
    }}
    HexView > .hex--told {{ background: $panel; }}
    {role_css("HexView")}
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands in another part of the frame."""

        def __init__(self, at: tuple[int, int]) -> None:
            super().__init__()
            self.at = at

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._frame: Frame | None = None
        self._octets = b""
        self._parts: tuple[Part, ...] = ()
        self.lit: tuple[int, int] | None = None
        self._looks = Looks(self)
        self._page: tuple[object, Text] = (None, [])

    # What is shown

    def show(self, octets: bytes, frame: Frame | None = None, parts: tuple[Part, ...] = ()) -> None:
        """These octets; as a frame if they are one, with the parts it has."""
        if octets == self._octets and frame == self._frame and parts == self._parts:
            return
        self._octets, self._frame, self._parts = octets, frame, parts
        lines = -(-len(octets) // ROW)
        self.virtual_size = Size(1, lines + TOLD if lines else 0)
        self._page = (None, [])
        self.set_reactive(HexView.cursor, 0)
        self._light()
        self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def light(self, at: tuple[int, int] | None) -> None:
        """Stand at the beginning of this range; it stays lit till the cursor moves."""
        if at is not None and at[0] < len(self._octets):
            self.cursor = at[0]
            self.lit = at
            self.refresh()

    def part(self) -> Part | None:
        """The smallest part the cursor stands in."""
        inside = [p for p in self._parts if p.start <= self.cursor < p.end]
        return min(inside, key=lambda part: part.end - part.start, default=None)

    def _light(self) -> None:
        part = self.part()
        self.lit = None if part is None else (part.start, part.end)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.forget()

    # Painting

    def render_line(self, y: int) -> Strip:
        region = self.scrollable_content_region
        base = Style(bgcolor=self.rich_style.bgcolor)
        below = y - (region.height - TOLD)
        if below >= 0 and self._octets:
            return self._told(below, region.width)
        row = y + self.scroll_offset.y
        lines = self._lines(region.height)
        if y >= len(lines):
            return Strip.blank(region.width, base)
        strip = strip_of(lines[y], self._looks, region.width, base)
        return self._with_cursor(strip) if row == self.cursor // ROW else strip

    def _lines(self, height: int) -> Text:
        """The page in sight, made once: a layout is too dear for every line."""
        key = (self.lit, self.scroll_offset.y, height)
        if self._page[0] != key:
            if not self._octets:
                lines = NOTHING
            elif self._frame is not None:
                lines = hex_lines(self._frame, self.lit, self.scroll_offset.y, height)
            else:
                lines = octet_lines(self._octets, self.lit, self.scroll_offset.y, height)
            self._page = (key, lines)
        return self._page[1]

    @property
    def _digits(self) -> int:
        return 4 if len(self._octets) <= 0x1_0000 else 8

    def _column(self, octet: int) -> int:
        """Of the octet's first digit."""
        return self._digits + 2 + 3 * (octet % ROW)

    def _with_cursor(self, strip: Strip) -> Strip:
        at = self._column(self.cursor)
        look = self.get_component_rich_style("hex--cursor")
        parts = [strip.crop(0, at), strip.crop(at, at + 2).apply_style(look)]
        return Strip.join([*parts, strip.crop(at + 2, strip.cell_length)])

    def _told(self, below: int, width: int) -> Strip:
        """The part under the cursor: where and what, then a sentence."""
        base = Style(bgcolor=self.get_component_rich_style("hex--told").bgcolor)
        part = self.part()
        if part is None:
            return Strip.blank(width, base)
        if below:
            return strip_of((Span(part.sentence, Role.DIM),), self._looks, width, base)
        where = f"octet {self.cursor}"
        if part.end - part.start > 1:
            where += f" of {part.start} to {part.end - 1}"
        line = (Span(f"{where}  ", Role.DIM), Span(part.name, Role.NAME), Span(" "))
        return strip_of((*line, Span(part.value, Role.VALUE)), self._looks, width, base)

    # The cursor

    def watch_cursor(self, before: int, now: int) -> None:
        self._light()
        height = self.scrollable_content_region.height - TOLD
        row = now // ROW
        region = Region(0, row, 1, 1 if row < self.scroll_offset.y + height else 1 + TOLD)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)
        self.refresh()
        if self.lit is not None:
            self.post_message(self.Moved(self.lit))

    def action_move(self, octets: int) -> None:
        self.cursor = max(0, min(len(self._octets) - 1, self.cursor + octets))

    def action_page(self, pages: int) -> None:
        self.action_move(pages * ROW * max(1, self.scrollable_content_region.height - TOLD - 1))

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.action_move(1 << 30)

    def action_next_part(self, step: int) -> None:
        """To the beginning of the next part, or of the one before."""
        starts = sorted({part.start for part in self._parts})
        if step > 0:
            self.cursor = next((start for start in starts if start > self.cursor), self.cursor)
        else:
            before = [start for start in starts if start < self.cursor]
            self.cursor = before[-1] if before else 0

    def action_copy_part(self) -> None:
        if self.lit is not None:
            start, end = self.lit
            octets = self._octets[start:end]
            self.post_message(CopyAsked(octets.hex(" "), f"octets {start} to {end - 1} as hex"))

    def action_copy_all(self) -> None:
        if self._octets:
            self.post_message(CopyAsked("\n".join(hex_dump(self._octets)), "the hex dump"))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset_capture(self)
        row, column = place.y + self.scroll_offset.y, place.x
        if not self._octets or place.y >= self.scrollable_content_region.height - TOLD:
            return
        start = self._digits + 2
        index = (column - start) // 3
        text = column - (start + 3 * ROW + 2)  # in the column of characters
        if 0 <= text < ROW and column >= start + 3 * ROW:
            index = text
        if 0 <= index < ROW:
            self.cursor = min(row * ROW + index, len(self._octets) - 1)
