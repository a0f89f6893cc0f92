"""Spans on the screen: which look each role has, and how a line becomes a strip of cells.

The one place that knows both `explain`'s roles and Textual's styles. Knows no pane.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from h2craft.explain import Line, Role, Span

StyleOf = Callable[[Role], Style]

ROLE_CLASSES = {f"role--{role}" for role in Role}
"""For a widget's COMPONENT_CLASSES."""

_LOOKS: dict[Role, str] = {
    Role.PLAIN: "color: $foreground;",
    Role.NAME: "color: $text-primary;",
    Role.VALUE: "color: $foreground;",
    Role.OCTETS: "color: $text-secondary;",
    Role.RECEIVED: "color: $text-accent;",
    Role.SENT: "color: $text-success;",
    Role.STRONG: "color: $foreground; text-style: bold;",
    Role.DIM: "color: $text-muted;",
    Role.HEAD: "color: $text-primary; text-style: bold;",
    Role.GOOD: "color: $text-success;",
    Role.ERROR: "color: $text-error; text-style: bold;",
    Role.WARNING: "color: $text-warning;",
    Role.NOTE: "color: $text-accent; text-style: italic;",
    Role.HELD: "color: $text-warning; text-style: bold;",
    Role.SCRIPT: "color: $text-secondary; text-style: italic;",
}


def role_css(widget: str) -> str:
    """The rules for a widget's DEFAULT_CSS, by its class name."""
    rules = (f"{widget} > .role--{role} {{ {look} }}" for role, look in _LOOKS.items())
    return "\n".join(rules)


class Looks:
    """The look of each role on one widget, worked out once till `forget`: styles were updated."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._known: dict[Role, Style] = {}

    def __call__(self, role: Role) -> Style:
        look = self._known.get(role)
        if look is None:
            # Not partial: muted colours are mixed with what is behind them.
            look = self._known[role] = self._widget.get_component_rich_style(f"role--{role}")
        return look

    def forget(self) -> None:
        self._known.clear()


def strip_of(line: Line, style_of: StyleOf, width: int, under: Style | None = None) -> Strip:
    """A line as cells, exactly `width` of them; `under` is the background and what is lit."""
    base = under or Style.null()
    segments = [Segment(span.text, style_of(span.role) + base) for span in line]
    return Strip(segments).adjust_cell_length(width, base)


def wrapped(line: Line, width: int) -> list[Line]:
    """A line in pieces of at most `width` characters, broken at spaces where that wastes little.

    What goes on below stands under the last column the line has set up.
    """
    text = "".join(span.text for span in line)
    width = max(width, 8)
    if len(text) <= width:
        return [line]
    indent = min(_hang(text), width // 2)
    made: list[Line] = []
    start, room = 0, width
    while start < len(text):
        end = len(text)
        if end - start > room:
            space = text.rfind(" ", start + room // 2, start + room + 1)
            end = start + room if space < 0 else space
        piece = _cut(line, start, end)
        made.append((Span(" " * indent), *piece) if made and indent else piece)
        start = end + (text[end : end + 1] == " ")
        room = width - indent
    return made


def _hang(text: str) -> int:
    stripped = len(text) - len(text.lstrip())
    columns = text.rfind("  ", 0, 48)
    return columns + 2 if columns >= stripped else stripped


def _cut(line: Line, start: int, end: int) -> Line:
    """The spans between two columns."""
    made, at = [], 0
    for span in line:
        part = span.text[max(0, start - at) : max(0, end - at)]
        if part:
            made.append(span._replace(text=part))
        at += len(span.text)
    return tuple(made)
