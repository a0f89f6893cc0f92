"""How far something is, in one line that is written over again. Knows a terminal, and no suite.

In a pipe, and on a terminal that cannot erase, it says nothing.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from h2craft.check import Progress

ERASE = "\r\x1b[K"
SHOWN_EVERY = 0.05
NAMED = 4
KNOWN_AFTER = 1.0  # seconds after which a rate is one


class _Line:
    """See the module. It is written as often as one likes, and shown now and then."""

    def __init__(self, stream: IO[str], head: str = "") -> None:
        self._stream = stream
        self._head = head
        self._silent = not stream.isatty() or os.environ.get("TERM") == "dumb"
        self._at = 0.0
        self._shown = False

    def _write(self, make: Callable[[], str]) -> None:
        now = time.monotonic()
        if self._silent or now - self._at < SHOWN_EVERY:
            return
        self._at, self._shown = now, True
        columns = shutil.get_terminal_size().columns
        from h2craft.wire import elide

        text = elide(self._head + make(), max(10, columns - 1))
        self._stream.write(f"{ERASE}{text}")
        self._stream.flush()

    def clear(self) -> None:
        """Nothing is to be seen of it any more."""
        if self._shown:
            self._stream.write(ERASE)
            self._stream.flush()
            self._shown = False


class ProgressLine(_Line):
    """How far a suite is."""

    def __init__(self, stream: IO[str], head: str = "") -> None:
        super().__init__(stream, head)
        self._bad = 0

    def show(self, progress: Progress) -> None:
        if progress.result is not None:
            self._bad += progress.result.outcome == "fail"
        self._write(lambda: _text(progress, self._bad))


class RecordsLine(_Line):
    """How many records were read, of so many, and for how long it will go on like that.

    Nothing is said where there is no last one.
    """

    def __init__(self, stream: IO[str], head: str, last: int) -> None:
        super().__init__(stream, head)
        self._last = last
        self._began = time.monotonic()

    def show(self, seq: int) -> None:
        if self._last:
            self._write(lambda: f"{seq:,} of {self._last:,} records{self._left(seq)}")

    def _left(self, seq: int) -> str:
        passed = time.monotonic() - self._began
        if passed < KNOWN_AFTER or not seq:
            return ""
        seconds = passed * (self._last - seq) / seq
        left = f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
        return f", {left} left"


def _text(progress: Progress, bad: int) -> str:
    failed = f", {bad} failed" if bad else ""
    now = ", ".join(progress.running[:NAMED])
    return f"{progress.done} of {progress.total}{failed}: {now}"
