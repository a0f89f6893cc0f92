"""A line of pieces, each with a look and a click. Knows no session: it is told what to show.

The status line, the tab strip and the line of keys are such lines. One widget paints them all,
where a widget a piece would cost a layout each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget


class Piece(NamedTuple):
    """`text` is printable: what a peer said has passed `wire.escape`.

    look     one of `LOOKS`
    action   Textual's, run on a click
    weight   who goes first when there is no room: the highest; 0 stays and is cut
    """

    text: str
    look: str = "plain"
    action: str = ""
    weight: int = 0


LOOKS = ("plain", "name", "key", "dim", "on", "held", "bad", "current")
GAP = 2


class PieceLine(Widget):
    """One line. What does not fit is left out, by weight."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {f"piece--{look}" for look in LOOKS}
    DEFAULT_CSS = """
    PieceLine { height: 1; width: 1fr; background: $panel; color: $foreground; }
    PieceLine > .piece--plain { color: $foreground; }
    PieceLine > .piece--name { color: $text-primary; text-style: bold; }
    PieceLine > .piece--key { color: $text-accent; text-style: bold; }
    PieceLine > .piece--dim { color: $text-muted; }
    PieceLine > .piece--on { color: $text-success; text-style: bold; }
    PieceLine > .piece--held { color: $text-warning; text-style: bold; }
    PieceLine > .piece--bad { color: $text-error; text-style: bold; }
    PieceLine > .piece--current { text-style: bold reverse; }
    """

    def __init__(self, *, id: str | None = None, gap: int = GAP) -> None:
        super().__init__(id=id)
        self.pieces: tuple[Piece, ...] = ()
        self._gap = gap
        self._spans: list[tuple[int, int, str]] = []  # columns and action, as painted

    def show(self, pieces: Sequence[Piece]) -> None:
        """Show these from now on; free where nothing has changed."""
        if (now := tuple(pieces)) != self.pieces:
            self.pieces = now
            self.refresh()

    @property
    def text(self) -> str:
        """What it would say if there was room for all."""
        return (" " * self._gap).join(piece.text for piece in self.pieces)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = Style(bgcolor=self.rich_style.bgcolor)
        segments, spans, at = [Segment(" ", base)], [], 1
        for piece in fitting(self.pieces, width - 2, self._gap):
            if at > 1:
                segments.append(Segment(" " * self._gap, base))
                at += self._gap
            look = self.get_component_rich_style(f"piece--{piece.look}")
            segments.append(Segment(piece.text, base + look))
            spans.append((at, at + cell_len(piece.text), piece.action))
            at = spans[-1][1]
        self._spans = spans
        return Strip(segments).adjust_cell_length(width, base)

    async def on_click(self, event: events.Click) -> None:
        event.stop()
        for start, end, action in self._spans:
            if action and start <= event.x < end:
                await self.run_action(action)
                return


def fitting(pieces: Sequence[Piece], width: int, gap: int = GAP) -> list[Piece]:
    """Those there is room for; the last of those that have to stay is cut."""
    kept = [piece for piece in pieces if piece.text]
    while _width(kept, gap) > width and any(piece.weight for piece in kept):
        heaviest = max(piece.weight for piece in kept)
        last = max(at for at, piece in enumerate(kept) if piece.weight == heaviest)
        del kept[last]
    if kept and (over := _width(kept, gap) - width) > 0:
        text = kept[-1].text
        kept[-1] = kept[-1]._replace(text=set_cell_size(text, max(0, cell_len(text) - over)))
    return kept


def _width(pieces: Sequence[Piece], gap: int) -> int:
    return sum(cell_len(piece.text) for piece in pieces) + gap * max(0, len(pieces) - 1)
