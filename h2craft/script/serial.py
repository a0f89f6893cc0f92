"""Things to be done one after the other, on one thread while it lasts. Knows no stream.

Theory of operation. The loop's thread delivers; a worker handles. A `Serial` is in one state:

    RESTING   no thread is concerned with it; a delivery makes it READY
    READY     waits in the pool for a worker
    RUNNING   a worker handles what has been delivered
    WAITING   its worker has nothing to do and keeps waiting for a delivery

Only so many may be WAITING (`WorkerPool.max_waiting`), so that a peer with a thousand unfinished
uploads does not hold a thousand threads; beyond it a Serial goes back to RESTING when it has
nothing to do, and continues later on whichever worker takes it.
"""

from __future__ import annotations

import threading
from collections import deque
from enum import Enum
from typing import Any

from h2craft.script.pool import WorkerPool


class State(Enum):
    RESTING = 0
    READY = 1
    RUNNING = 2
    WAITING = 3
    OVER = 4


class Serial:
    """See the module. `handle` is what a subclass does with one delivered item."""

    __slots__ = ("_turn", "inbox", "lock", "pool", "state")

    keeps_thread = True

    def __init__(self, pool: WorkerPool) -> None:
        self.pool = pool
        self.inbox: deque[Any] = deque()
        self.lock = threading.Lock()
        self.state = State.RESTING
        self._turn: threading.Lock | None = None

    def handle(self, item: Any) -> bool:
        """Do one thing; False when nothing shall be handled after it."""
        raise NotImplementedError

    def idle(self) -> None:
        """All that was delivered is handled; `lock` is held, so nothing is delivered meanwhile."""

    def pause(self) -> None:
        """All that was delivered is handled; called without the lock, before waiting."""

    def over(self, left: list[Any]) -> None:
        """`handle` returned False: nothing more is called. `left` was delivered for nothing."""

    def deliver(self, item: Any) -> None:
        """Have `item` handled after what was delivered before. Never waits."""
        with self.lock:
            if self.state is State.OVER:
                return
            self.inbox.append(item)
            start = self._start()
        if start:
            self.pool.submit(self)

    def _start(self) -> bool:
        """Wake the worker that waits; True if one has to be found. The lock is held."""
        if self.state is State.RESTING:
            self.state = State.READY
            return True
        if self.state is State.WAITING:
            self.state = State.RUNNING
            assert self._turn is not None
            self._turn.release()
        return False

    def run(self) -> None:
        """Handle what there is, and wait for more where that is allowed. For the pool."""
        self.state = State.RUNNING
        inbox = self.inbox
        while True:
            while inbox:
                if not self.handle(inbox.popleft()):
                    with self.lock:
                        self.state = State.OVER
                        left = list(inbox)
                        inbox.clear()
                    self.over(left)
                    return
            self.pause()
            if not self._wait():
                return

    def _wait(self) -> bool:
        """True when there is something to do; False when the thread is given back."""
        with self.lock:
            if self.inbox:
                return True
            self.idle()
            if not (self.keeps_thread and self.pool.claim_wait()):
                self.state = State.RESTING
                return False
            self.state = State.WAITING
            if self._turn is None:
                self._turn = threading.Lock()
                self._turn.acquire()
        with self.pool.blocking():
            self._turn.acquire()
        self.pool.end_wait()
        return True

    def queued(self, running: int) -> None:
        """The pool is at its cap."""
