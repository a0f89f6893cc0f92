"""A thread that reads on, whether somebody types or something runs, and has frames printed.

It works in short slices and rests in proportion to what they cost: engine and prompt share the
interpreter with it. Knows sessions and printers; no terminal.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

TICK = 0.05  # seconds between two looks where nothing comes
SLICE = 0.005  # seconds of folding at a time
PART = 0.25  # of a core, at most, in the long run
SHORTEST, LONGEST = 0.002, 0.25  # seconds of rest
JOIN = 2.0


class Reads(Protocol):
    """`session.Session`, as far as it is used here."""

    @property
    def behind(self) -> int: ...

    def advance(self, seconds: float) -> int: ...


class Beat:
    """See the module.

    turn    held while the session is touched
    after   called with the turn, after each slice, on the thread
    shown   called without it, behind `after`
    """

    def __init__(
        self,
        session: Reads,
        turn: AbstractContextManager[object],
        after: Callable[[], object],
        shown: Callable[[], object],
    ) -> None:
        self._session = session
        self._turn = turn
        self._after = after
        self._shown = shown
        self._ended = threading.Event()
        self._slice = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="h2craft-prompt", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """No slice is begun after this."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(JOIN)

    def once(self) -> None:
        """One slice, on whichever thread wants it now."""
        with self._slice:
            with self._turn:
                self._session.advance(SLICE)
                self._after()
            self._shown()

    def _run(self) -> None:
        rest = 0.0
        while not self._ended.wait(rest):
            began = time.thread_time()
            self.once()
            rest = rest_after(time.thread_time() - began, behind=self._session.behind > 0)


def rest_after(cost: float, *, behind: bool) -> float:
    """Seconds to rest after a slice that cost so many of a core."""
    rest = cost / PART - cost
    return min(max(rest, SHORTEST if behind else TICK), LONGEST)
