"""The panel of the tour: what the step is about, what to press, and what has come of it.

Knows the guide and what was started, no pane of the workbench. The same one stands on each screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from h2craft.explain import Line, Role, Span, Text
from h2craft.tui.paint import ROLE_CLASSES, Looks, role_css, strip_of, wrapped
from h2craft.tui.tour.guide import Guide
from h2craft.tui.tour.stage import TourStage
from h2craft.tui.tour.wording import worded
from h2craft.tui.widgets.pieces import Piece, PieceLine

LONGEST_LINE = 400  # characters of a command or of what it wrote


class TourText(Widget):
    """A text as high as it is when it is wrapped."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = ROLE_CLASSES
    DEFAULT_CSS = f"""
    TourText {{ height: auto; width: 1fr; padding: 0 1; }}
    {role_css("TourText")}
    """

    def __init__(self) -> None:
        super().__init__()
        self.text: Text = []
        self._looks = Looks(self)

    def show(self, text: Text) -> None:
        """Show this from now on; free where nothing has changed."""
        if text != self.text:
            self.text = text
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[Line]:
        return [row for line in self.text for row in wrapped(line, width)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.forget()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = Style(bgcolor=self.rich_style.bgcolor)
        rows = self._rows(width)
        return strip_of(rows[y] if y < len(rows) else (), self._looks, width, base)


class TourPanel(Vertical):
    """See the module. `look` brings it up to date."""

    DEFAULT_CSS = """
    TourPanel {
        dock: bottom; height: auto; max-height: 50%; width: 1fr;
        background: $surface; border-top: heavy $accent;
        border-title-color: $text-accent; border-title-style: bold;
    }
    TourPanel > PieceLine { background: $surface; }
    """

    def __init__(self, guide: Guide, stage: TourStage, keys: dict[str, str]) -> None:
        super().__init__()
        self._guide = guide
        self._stage = stage
        self._keys = keys

    def compose(self) -> ComposeResult:
        yield TourText()
        yield PieceLine()

    def on_mount(self) -> None:
        self.look()

    def look(self, *, typing: bool = False, dialog: bool = False) -> None:
        """`typing`: letters go into a field; `dialog`: they are for a box over the workbench."""
        if not self.query(PieceLine):  # it is not put together yet
            return
        guide = self._guide
        number, steps = guide.at + 1, len(guide.steps)
        self.border_title = Content(f"Tour {number} of {steps}: {guide.step.title}")
        self.query_one(TourText).show(list(self._text()))
        self.query_one(PieceLine).show(list(self._pieces(typing, dialog)))

    def _text(self) -> Iterator[Line]:
        step = self._guide.step
        if self._guide.done and step.told:
            yield (Span("Done. ", Role.GOOD), *worded(step.told, self._keys))
        else:
            yield worded(step.why, self._keys, Role.DIM)
            yield from (worded(line, self._keys) for line in step.press)
        yield from self._visit()

    def _visit(self) -> Iterator[Line]:
        """What was started, and what has come of it."""
        if self._stage.trouble:
            yield (Span(self._stage.trouble, Role.WARNING),)
        visit = self._stage.now
        if visit is None or visit.trouble:
            return
        yield (Span("$ ", Role.DIM), Span(visit.line[:LONGEST_LINE], Role.DIM))
        if visit.running:
            yield (Span("  it runs ...", Role.HELD),)
            return
        for line in visit.said():
            yield (Span(f"  {line[:LONGEST_LINE]}", Role.OCTETS),)
        if visit.status:
            yield (Span(f"  exit status {visit.status}", Role.DIM),)

    def _pieces(self, typing: bool, dialog: bool) -> Iterator[Piece]:
        forward, back = (self._keys.get(name, "") for name in ("tour.next", "tour.back"))
        before = "Esc " if typing else ""
        if not dialog:
            word = "End the tour" if self._guide.is_last else "Next"
            word = word if self._guide.done else "Skip"
            look = "on" if self._guide.done else "dim"
            yield Piece(f"[{before}{forward}] {word}", look, "app.tour_next")
            if self._guide.at:
                yield Piece(f"[{before}{back}] Back", "dim", "app.tour_back", 2)
        leave = self._keys.get("app.quit", "ctrl+q")
        yield Piece(f"[{leave}] Leave the tour", "dim", "app.quit", 1)
