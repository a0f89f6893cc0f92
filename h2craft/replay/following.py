"""Reads an engine's journal as it grows, on the caller's loop. Knows no scenario.

It works at most half of the time: the interpreter is the engine's too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from h2craft.model import Board, Reading
from h2craft.trace import Cursor, Journal, Kind, Record

BATCH = 500  # records between two breaths
BREATH_SECONDS = 0.005


class Tail:
    """Gives every record to `take`, from the first on. Made on a running loop.

    open    connections that have not ended
    closed  how many have
    """

    def __init__(self, journal: Journal, take: Callable[[Record], object]) -> None:
        self.open: set[int] = set()
        self.closed = 0
        self._cursor = Cursor(journal)
        self._journal = journal
        self._take = take
        self._news = asyncio.Event()
        self._changed = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._listener = journal.add_listener(lambda: self._tell(loop))
        self._task = loop.create_task(self._run())
        self._task.add_done_callback(lambda _: self._changed.set())

    def _tell(self, loop: asyncio.AbstractEventLoop) -> None:
        """On the appending thread."""
        try:
            loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:
            return  # the loop is closed: nobody follows any more

    async def _run(self) -> None:
        while True:
            began = time.monotonic()
            if self._batch():
                await asyncio.sleep(max(BREATH_SECONDS, time.monotonic() - began))
            elif self._listener.arm(self._cursor.after):
                await self._news.wait()
                self._news.clear()

    def _batch(self) -> bool:
        """Take a few records; False where there are none."""
        records = self._cursor.read(BATCH)
        for record in records:
            if record.kind == Kind.CONNECTION_OPENED:
                self.open.add(record.connection)
            elif record.kind == Kind.CONNECTION_CLOSED:
                self.open.discard(record.connection)
                self.closed += 1
            self._take(record)
        if records:
            self._changed.set()
        return bool(records)

    def catch_up(self) -> None:
        """Take all there is now."""
        while self._batch():
            pass

    async def until(self, holds: Callable[[], bool], seconds: float | None) -> bool:
        """Wait until it holds, looked at whenever something was read; False where it never did."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not holds():
            if self._task.done() and not self._task.cancelled():
                self._task.result()  # it cannot end by itself but by an error
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return holds()
        return True

    async def close(self) -> None:
        """Follow no longer."""
        self._listener.remove()
        self._task.cancel()
        await asyncio.wait([self._task])


class Following(Tail):
    """Gives every reading to `take`, likewise."""

    def __init__(self, journal: Journal, take: Callable[[Reading], object]) -> None:
        board = Board()
        super().__init__(journal, lambda record: take(board.fold(record)))
