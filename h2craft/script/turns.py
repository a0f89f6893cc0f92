"""Handlers one at a time, in the order their requests came. Knows no script and no stream.

Who came first has the turn until they leave, or for so many seconds once somebody waits for it:
a handler that waits for a later request shall not keep that one away for ever.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager


class Turns:
    """See the module.

    seconds  the longest turn
    late     called, on the thread of who waits, with who has lost the turn that way
    """

    def __init__(self, seconds: float, late: Callable[[object], object]) -> None:
        self.seconds = seconds
        self._late = late
        self._queue: deque[object] = deque()
        self._began = 0.0  # when the first of the queue got the turn
        self._changed = threading.Condition()

    def join(self, who: object) -> None:
        """Stand in line; on the loop's thread, as a request comes."""
        with self._changed:
            self._queue.append(who)
            if len(self._queue) == 1:
                self._began = time.monotonic()

    def wait(self, who: object, waiting: AbstractContextManager[None]) -> None:
        """Until it is their turn, or has been; inside `waiting`, if that takes any time."""
        with self._changed:
            if not self._has_to_wait(who):
                return
        with waiting:
            while (lost := self._wait_once(who)) is not None:
                self._late(lost)

    def _has_to_wait(self, who: object) -> bool:
        return who in self._queue and self._queue[0] != who

    def _wait_once(self, who: object) -> object | None:
        """None once there is nothing to wait for; else who has just lost the turn."""
        with self._changed:
            while self._has_to_wait(who):
                left = self._began + self.seconds - time.monotonic()
                if left <= 0:
                    return self._pass_on()
                self._changed.wait(left)
            return None

    def leave(self, who: object) -> None:
        """They are done, or never began. Calling it again changes nothing."""
        with self._changed:
            if self._queue and self._queue[0] == who:
                self._pass_on()
            elif who in self._queue:
                self._queue.remove(who)

    def _pass_on(self) -> object:
        gone = self._queue.popleft()
        self._began = time.monotonic()
        self._changed.notify_all()
        return gone
