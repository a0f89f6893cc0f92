"""How much of its time the screen may spend on reading, so that it never slows the wire.

The engine shares the interpreter with the screen: each millisecond of folding is one it waits.
Pure arithmetic over a clock's readings; knows no session and no widget.
"""

from __future__ import annotations

TICK_SECONDS = 1 / 18  # between two looks, when nothing holds us up

# Records a second that arrive, and seconds of folding a tick while they do.
BUDGETS = ((2_000.0, 0.005), (200.0, 0.008), (0.0, 0.025))
SAVED_BUDGET = 0.04  # nobody waits for the wire; a key is still answered at once

REST = 2.0  # of a live engine's screen: this many times what a tick has cost is left alone
SAVED_REST = 0.2


class Pace:
    """Measures how fast records arrive; says how long to fold, and when to look again."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._rate = 0.0
        self._seen: tuple[float, int] | None = None

    @property
    def rate(self) -> float:
        """Records a second, of late."""
        return self._rate

    def budget(self, now: float, last: int) -> float:
        """Seconds to fold for; `last` is the newest record there is."""
        if self._seen is not None and now > (before := self._seen)[0]:
            fresh = max(0, last - before[1]) / (now - before[0])
            self._rate += (fresh - self._rate) * 0.4
        self._seen = (now, last)
        if not self._live:
            return SAVED_BUDGET
        return next(budget for rate, budget in BUDGETS if self._rate >= rate)

    def next_tick(self, spent: float) -> float:
        """Seconds until the next look, after one that took `spent`."""
        rest = REST if self._live else SAVED_REST
        return max(TICK_SECONDS - spent, spent * rest, 0.001)
