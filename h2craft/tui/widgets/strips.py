"""Words on one line, one of them chosen, by arrows or a click. Knows nothing of their sense."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Checkbox

from h2craft.explain import Line, Role
from h2craft.tui.paint import ROLE_CLASSES, role_css, strip_of
from h2craft.wire import flag_names

GAP = 2


class Choices(Widget, can_focus=True):
    """The chosen word stays in sight where the line is too short for all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Before", show=False),
        Binding("right", "move(1)", "Next", show=False),
        Binding("space", "move(1)", "Next", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--chosen", "choices--word"}
    DEFAULT_CSS = """
    Choices { height: 1; }
    Choices > .choices--word { color: $text-muted; }
    Choices > .choices--chosen { color: $text-primary; text-style: bold reverse; }
    Choices:focus > .choices--chosen { color: $text-accent; }
    """

    class Chosen(Message):
        """Another word was chosen by the person."""

        def __init__(self, strip: Choices, word: str) -> None:
            super().__init__()
            self.strip = strip
            self.word = word

        @property
        def control(self) -> Choices:
            return self.strip

    def __init__(
        self,
        words: Sequence[str],
        value: str = "",
        *,
        labels: Sequence[str] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.words = list(words)
        self.labels = list(labels) or list(words)
        self._value = value
        self._left = 0

    @property
    def value(self) -> str:
        return self._value

    @value.setter
    def value(self, word: str) -> None:
        """Show another as chosen; nobody is told."""
        if word != self._value:
            self._value = word
            self.refresh()

    def places(self) -> list[tuple[int, int, str]]:
        """Where each word stands: from, to, the word."""
        found, at = [], 0
        for word, label in zip(self.words, self.labels, strict=True):
            found.append((at, at + len(label), word))
            at += len(label) + GAP
        return found

    def _scrolled(self) -> int:
        """How many cells are left out on the left."""
        width = self.size.width
        for start, end, word in self.places():
            if word == self._value:
                if end - self._left > width:
                    self._left = end - width
                self._left = min(self._left, start)
        return max(0, self._left)

    def render_line(self, y: int) -> Strip:
        word_look = self.get_component_rich_style("choices--word")  # muted: mixed with the ground
        chosen_look = self.get_component_rich_style("choices--chosen", partial=True)
        base = Style(bgcolor=self.rich_style.bgcolor)
        segments = []
        for word, label in zip(self.words, self.labels, strict=True):
            look = chosen_look if word == self._value else word_look
            segments += [Segment(label, base + look), Segment(" " * GAP, base)]
        left, width = self._scrolled(), self.size.width
        strip = Strip(segments).crop(left, left + width).adjust_cell_length(width, base)
        more = self.places()[-1][1] > left + width if self.words else False
        return _with_ends(strip, before=left > 0, after=more, look=base + word_look)

    def action_move(self, by: int) -> None:
        at = self.words.index(self._value) if self._value in self.words else -1
        self._choose(self.words[(at + by) % len(self.words)])

    def on_click(self, event: events.Click) -> None:
        x = event.get_content_offset_capture(self).x + self._scrolled()
        for start, end, word in self.places():
            if start <= x < end + GAP:
                self._choose(word)
                return

    def _choose(self, word: str) -> None:
        if word != self._value:
            self.value = word
            self.post_message(self.Chosen(self, word))


class Tick(Checkbox):
    """A checkbox that can be read without colours: the cross is there or it is not."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]
        return "X" if self.value else " "


class Bits(Widget, can_focus=True):
    """The eight bits of a flags octet, defined or not: arrows and space, or a click, turn one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Before", show=False),
        Binding("right", "move(1)", "Next", show=False),
        Binding("space", "turn", "Turn", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bits--set", "bits--clear", "bits--cursor"}
    DEFAULT_CSS = """
    Bits { height: 1; }
    Bits > .bits--clear { color: $text-muted; }
    Bits > .bits--set { color: $text-success; text-style: bold reverse; }
    Bits > .bits--cursor { text-style: underline; }
    """

    class Turned(Message):
        """The person wants these flags."""

        def __init__(self, flags: int) -> None:
            super().__init__()
            self.flags = flags

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.frame_type = 0
        self.flags = 0
        self._cursor = 0

    def show(self, frame_type: int, flags: int) -> None:
        """Show these; nobody is told."""
        self.frame_type, self.flags = frame_type, flags
        self.refresh()

    def labels(self) -> list[str]:
        """Of each bit, the lowest first: its name in this type of frame, or its number."""
        return [flag_names(self.frame_type, 1 << bit)[0] for bit in range(8)]

    def render_line(self, y: int) -> Strip:
        base = Style(bgcolor=self.rich_style.bgcolor)
        segments = []
        for bit, label in enumerate(self.labels()):
            name = "set" if self.flags >> bit & 1 else "clear"
            look = self.get_component_rich_style(f"bits--{name}", partial=True)
            if self.has_focus and bit == self._cursor:
                look += self.get_component_rich_style("bits--cursor", partial=True)
            segments += [Segment(label, base + look), Segment(" ", base)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def action_move(self, by: int) -> None:
        self._cursor = (self._cursor + by) % 8
        self.refresh()

    def action_turn(self) -> None:
        self.flags ^= 1 << self._cursor
        self.refresh()
        self.post_message(self.Turned(self.flags))

    def on_click(self, event: events.Click) -> None:
        x, at = event.get_content_offset_capture(self).x, 0
        for bit, label in enumerate(self.labels()):
            at += len(label) + 1
            if x < at:
                self._cursor = bit
                self.action_turn()
                return


def _with_ends(strip: Strip, *, before: bool, after: bool, look: Style) -> Strip:
    """Marks where the line goes on."""
    width = strip.cell_length
    if width < 4 or not (before or after):
        return strip
    parts = [
        Strip([Segment("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", look)]) if before else None,
        strip.crop(1 if before else 0, width - 1 if after else width),
        Strip([Segment("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}", look)]) if after else None,
    ]
    return Strip.join([part for part in parts if part is not None])


class SpanLine(Widget):
    """One line of spans; what does not fit is cut off, and that it was is shown."""

    COMPONENT_CLASSES = ROLE_CLASSES
    DEFAULT_CSS = f"""
    SpanLine {{ height: 1; }}
    {role_css("SpanLine")}
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.line: Line = ()

    def show(self, line: Line) -> None:
        if line != self.line:
            self.line = line
            self.refresh()

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.line)

    def render_line(self, y: int) -> Strip:
        base, width = Style(bgcolor=self.rich_style.bgcolor), self.size.width
        strip = strip_of(self.line, self._look_of, width, base)
        if len(self.text) <= width or not width:
            return strip
        end = Segment("\N{HORIZONTAL ELLIPSIS}", self._look_of(Role.DIM) + base)
        return Strip.join([strip.crop(0, width - 1), Strip([end])])

    def _look_of(self, role: Role) -> Style:
        return self.get_component_rich_style(f"role--{role}")
