"""Room for so many runs side by side, heavier ones counting for more. Knows nothing of runs."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
from collections.abc import AsyncIterator

Rank = tuple[int, ...]


class Room:
    """Who has waited with the lowest `rank` goes first, and nobody overtakes it, however light:
    so heavy ones get their turn, and a case that was begun is finished before others begin."""

    def __init__(self, size: int) -> None:
        self._size = max(1, size)
        self._free = self._size
        self._waiting: list[tuple[Rank, int, int, asyncio.Future[None]]] = []
        self._count = 0

    @contextlib.asynccontextmanager
    async def taken(self, weight: int = 1, rank: Rank = ()) -> AsyncIterator[None]:
        """Wait for room, and have it. What is heavier than the whole room has it alone."""
        weight = min(max(1, weight), self._size)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (rank, self._count, weight, turn))
        self._let_in()
        try:
            await turn
            yield
        finally:
            if turn.done() and not turn.cancelled():
                self._free += weight
            else:
                turn.cancel()
            self._let_in()

    def _let_in(self) -> None:
        while self._waiting:
            _, _, weight, turn = self._waiting[0]
            if not turn.done():
                if weight > self._free:
                    return
                self._free -= weight
                turn.set_result(None)
            heapq.heappop(self._waiting)
