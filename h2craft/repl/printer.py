"""The frames that are printed above the prompt: which ones, as lines, and not too many.

Fed with readings as they are folded; knows no terminal, no thread and no prompt.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from h2craft.filter import Filter, compile
from h2craft.model import Reading
from h2craft.report import QUIET, Lines
from h2craft.trace import Kind, Origin

RATE = 100.0  # lines a second; nobody reads more
BURST = 100.0  # lines at once, after a while of quiet
REMEMBERED = 256  # records that were printed of late
ROOM = 0.4  # of a burst is free again before lines are shown after some were not

ALREADY_TOLD = QUIET | {Kind.LISTENING}
"""The welcome says where we listen."""


class Printer:
    """See the module.

    on          frames are printed
    automatic   those nobody asked for too: acknowledgements, window updates of h2's own
    mine        is this an act of the person at this prompt? What becomes of it is told there
    since       records up to this one were there before, and are not printed
    hidden      how many were not shown of late, for want of room
    lost        how many the engine had forgotten before they could be read, of late
    """

    def __init__(
        self,
        *,
        colour: bool = False,
        folder: str = "",
        on: bool = True,
        since: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.on = on
        self.mine: Callable[[Reading], bool] = lambda reading: False
        self.automatic = True
        self.since = since
        self.hidden = 0
        self.lost = 0
        self._last = 0  # folded
        self._filter: Filter = compile("")
        self._colour = colour
        self._folder = folder
        self._lines = self._make(80)
        self._ready: list[str] = []
        self._printed: deque[int] = deque(maxlen=REMEMBERED)
        self._mine: deque[int] = deque(maxlen=REMEMBERED)
        self._clock = clock
        self._room = BURST
        self._filled = clock()

    @property
    def pattern(self) -> str:
        """What is printed, as a filter; empty for everything."""
        return self._filter.text

    @pattern.setter
    def pattern(self, text: str) -> None:
        self._filter = compile(text)
        self._lines = self._make(self._lines.width)

    @property
    def _quiet(self) -> frozenset[Kind]:
        return ALREADY_TOLD - self._filter.kinds

    def _make(self, width: int | None) -> Lines:
        return Lines(width=width, colour=self._colour, folder=self._folder, quiet=self._quiet)

    def set_width(self, width: int | None) -> None:
        """Columns of the terminal, from the next line on."""
        if width != self._lines.width:
            self._lines = self._make(width)

    def take(self, reading: Reading) -> None:
        """A reading was folded just now."""
        seq, before = reading.record.seq, self._last
        self._last = seq
        if before and seq > max(before, self.since) + 1:
            self.lost += seq - max(before, self.since) - 1
        if reading.record.kind == Kind.ACTION_FIRED and self.mine(reading):
            self._mine.append(seq)
        if not self.on or seq <= self.since:
            return
        if reading.record.kind == Kind.ACTION_REFUSED and reading.record.cause in self._mine:
            return
        if not self._filter.matches(reading):
            return
        if reading.record.origin == Origin.AUTOMATIC and not self.automatic:
            return
        if reading.record.kind in self._quiet and not reading.findings:
            self._lines.of(reading)  # a refusal is told with the action it is about
            return
        if self.hidden or self._room < 1:
            self.hidden += 1
            return
        made = self._lines.of(reading)
        self._room -= len(made)
        self._ready += made
        self._printed.append(seq)

    def has_printed(self, seq: int) -> bool:
        """Was, or will be, a record of late printed?"""
        return seq in self._printed

    def drain(self) -> list[str]:
        """The lines to print now; to be asked for every now and then."""
        now = self._clock()
        self._room = min(BURST, self._room + (now - self._filled) * RATE)
        self._filled = now
        lines, self._ready = self._ready, []
        if self._room >= BURST * ROOM:
            if self.hidden:
                lines.append(_counted(self.hidden, "not shown: frames() has them"))
                self.hidden = 0
            if self.lost:  # said with frames off, too: it is about what can be known
                lines.append(_counted(self.lost, "forgotten before they could be read"))
                self.lost = 0
        return lines


def _counted(count: int, what: str) -> str:
    noun = "record" if count == 1 else "records"
    return f"\N{HORIZONTAL ELLIPSIS} {count:,} {noun} {what}"
