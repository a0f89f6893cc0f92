"""What happens on many connections, in the order of time. Pure.

What a connection is shows some time after it began. Until then everything that is later has to
wait, or its beginning would stand behind what came after it. Only so much waits: a connection that
says nothing for long stands where it says something, with the time at which it began.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

MOST = 20_000


class Order(Generic[Thing]):
    """`put` things, `take` those that nothing earlier can come before. Times are whole numbers.

    Things of the same time come out in the order they were put in.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._heap: list[tuple[int, int, Thing]] = []
        self._count = 0
        self._held: dict[int, int] = {}

    def hold(self, key: int, at: int) -> None:
        """Something of that time may still come; `key` says whose it is."""
        self._held.setdefault(key, at)

    def release(self, key: int) -> None:
        """Nothing but what is there comes of it."""
        self._held.pop(key, None)

    def put(self, at: int, thing: Thing) -> None:
        heapq.heappush(self._heap, (at, self._count, thing))
        self._count += 1

    def take(self, now: int) -> Iterator[Thing]:
        """What has its place; `now` is the time of the last that was seen."""
        while self._heap:
            oldest = next(iter(self._held), None)  # they came in order of time, or nearly
            bound = now + 1 if oldest is None else self._held[oldest]
            if len(self._heap) > self._most and oldest is not None:
                del self._held[oldest]
            elif self._heap[0][0] < bound:
                yield heapq.heappop(self._heap)[2]
            else:
                return
