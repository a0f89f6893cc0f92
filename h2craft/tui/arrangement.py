"""Where the panes stand: beside one another, or one at a time where there is no room.

A value that says what is shown and how large; the screen turns it into classes and sizes. Knows
no widget, so that every fold can be tested without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

NARROW, LOW = 100, 30  # below so many columns or rows one pane is shown at a time

LAYOUTS = ("below", "beside", "alone")
"""Where detail stands: below the frames, beside them, or not at all."""

TREE, SHARE, DRAWER = 34, 50, 9
SMALLEST_TREE, LARGEST_TREE = 16, 80
SMALLEST_SHARE, LARGEST_SHARE = 15, 85
SMALLEST_DRAWER, LARGEST_DRAWER = 4, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """See the module.

    at       the pane that has, or had last, the focus
    zoomed   one pane though there is room for more
    tree     columns of the connections
    share    percent of the room beside the tree that detail has
    drawer   rows of the hands and of the log
    open     drawers that are open
    """

    width: int = 120
    height: int = 40
    at: str = "frames"
    layout: str = "below"
    zoomed: bool = False
    tree: int = TREE
    share: int = SHARE
    drawer: int = DRAWER
    open: frozenset[str] = frozenset()

    @property
    def narrow(self) -> bool:
        return self.width < NARROW or self.height < LOW

    @property
    def folded(self) -> bool:
        """One pane at a time."""
        return self.zoomed or self.narrow

    @property
    def classes(self) -> dict[str, bool]:
        """For the screen: each class, and whether it holds.

        Every class that changes costs a new style for every widget, so where all panes stand
        beside one another the one at hand is not among them.
        """
        held = {f"-{layout}": layout == self.layout for layout in LAYOUTS}
        held["-folded"] = self.folded
        held |= {f"-at-{pane}": self.folded and pane == self.at for pane in PANES}
        held |= {f"-{drawer}-open": drawer in self.open for drawer in DRAWERS}
        return held

    def next_layout(self) -> Arrangement:
        at = LAYOUTS.index(self.layout) + 1
        return replace(self, layout=LAYOUTS[at % len(LAYOUTS)])

    def resized(self, step: int) -> Arrangement:
        """The pane at hand larger by `step`, which is columns, or two percent, or half a row."""
        if self.at == "connections":
            return replace(self, tree=_within(self.tree + step, SMALLEST_TREE, LARGEST_TREE))
        if self.at in DRAWERS:
            rows = self.drawer + (1 if step > 0 else -1)
            return replace(self, drawer=_within(rows, SMALLEST_DRAWER, LARGEST_DRAWER))
        if self.at == "detail":
            share = self.share + 2 * step
        elif self.at == "frames":
            share = self.share - 2 * step
        else:
            return self
        return replace(self, share=_within(share, SMALLEST_SHARE, LARGEST_SHARE))

    def with_drawer(self, drawer: str, *, open: bool) -> Arrangement:
        return replace(self, open=self.open | {drawer} if open else self.open - {drawer})

    def kept(self) -> dict[str, Any]:
        """What is remembered for the next time, as JSON has it."""
        return {
            "layout": self.layout,
            "tree": self.tree,
            "share": self.share,
            "drawer": self.drawer,
        }


PANES = ("connections", "frames", "detail", "compose", "hands", "log")
DRAWERS = ("hands", "log")


def restored(kept: Any) -> Arrangement:
    """What was remembered; what makes no sense in it is left to the defaults."""
    made = Arrangement()
    if not isinstance(kept, Mapping):
        return made
    if kept.get("layout") in LAYOUTS:
        made = replace(made, layout=kept["layout"])
    bounds = {
        "tree": (SMALLEST_TREE, LARGEST_TREE),
        "share": (SMALLEST_SHARE, LARGEST_SHARE),
        "drawer": (SMALLEST_DRAWER, LARGEST_DRAWER),
    }
    sizes: dict[str, Any] = {
        name: _within(kept[name], *between)
        for name, between in bounds.items()
        if isinstance(kept.get(name), int)
    }
    return replace(made, **sizes)


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(most, value))
