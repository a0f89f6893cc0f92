"""A queue in which parties take turns. Knows nothing of what it holds.

Each party has its own things back in the order it put them; between parties it goes round. So who
comes with one thing waits for one of each other party's, and not for all a busy one has brought.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Rounds(Generic[Thing]):
    """For any thread. A party that has nothing in it costs nothing."""

    __slots__ = ("_count", "_lock", "_order", "_queues")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[Hashable, deque[Thing]] = {}
        self._order: deque[Hashable] = deque()  # whose turn it is next; each party once
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, thing: Thing, party: Hashable) -> None:
        with self._lock:
            self._count += 1
            queue = self._queues.get(party)
            if queue is not None:
                queue.append(thing)
                return
            self._queues[party] = deque((thing,))
            self._order.append(party)

    def take(self) -> Thing:
        """The next one. IndexError if there is none."""
        with self._lock:
            party = self._order.popleft()
            queue = self._queues[party]
            thing = queue.popleft()
            self._count -= 1
            if queue:
                self._order.append(party)
            else:
                del self._queues[party]
            return thing

    def all(self) -> list[Thing]:
        """What is in it now, party by party."""
        with self._lock:
            return [thing for queue in self._queues.values() for thing in queue]

    def clear(self) -> None:
        with self._lock:
            self._queues.clear()
            self._order.clear()
            self._count = 0
