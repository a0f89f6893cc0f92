"""How much of its time the screen may take, so that it never slows the wire and hears every key.

The engine shares the interpreter with the screen: each millisecond of folding or painting is one
it waits. So the screen works in short slices, rests in proportion to what they cost, painting
included, and lets the panes look less often the more arrives: nobody reads a thousand rows a
second. What is not folded yet is folded when it is quiet again.

Pure arithmetic over readings of clocks; knows no session and no widget.
"""

from __future__ import annotations

from typing import NamedTuple

TICK_SECONDS = 1 / 18  # between two looks, when nothing holds us up


class Share(NamedTuple):
    """From so many records a second on: the part of a core we may use, seconds between looks."""

    rate: float
    part: float
    look: float


LIVE = (Share(15_000.0, 0.1, 0.2), Share(2_000.0, 0.25, 0.1), Share(0.0, 0.6, TICK_SECONDS))
SAVED = Share(0.0, 0.85, 0.1)  # nobody waits for the wire; a key is still answered at once

SLICE = 0.005  # seconds of folding at a time
SAVED_SLICE = 0.01
SHORTEST = 0.002
LONGEST = 0.25


class Pace:
    """Measures how fast records arrive; says how long to fold, when to look, and when to come."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._rate = 0.0
        self._seen: tuple[float, int] | None = None
        self._looked = 0.0

    @property
    def rate(self) -> float:
        """Records a second, of late."""
        return self._rate

    @property
    def share(self) -> Share:
        if not self._live:
            return SAVED
        return next(share for share in LIVE if self._rate >= share.rate)

    def budget(self, now: float, last: int) -> float:
        """Seconds to fold for; `last` is the newest record there is."""
        if self._seen is not None and now > (before := self._seen)[0]:
            fresh = max(0, last - before[1]) / (now - before[0])
            self._rate += (fresh - self._rate) * min(1.0, 6 * (now - before[0]))
        self._seen = (now, last)
        return SLICE if self._live else SAVED_SLICE

    def is_due(self, now: float, *, behind: bool) -> bool:
        """Whether the panes should look; `behind` while there is more to fold."""
        if behind and now - self._looked < self.share.look:
            return False
        self._looked = now
        return True

    def next_tick(self, cost: float, *, behind: bool) -> float:
        """Seconds until the next slice; `cost` is what we took since the one before, of a core."""
        rest = cost / self.share.part - cost
        return min(max(rest, SHORTEST if behind else TICK_SECONDS), LONGEST)
