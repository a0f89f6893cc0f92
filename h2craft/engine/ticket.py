"""A claim on the outcome of an action. Knows threads, no loop: one thread settles, any may wait."""

from __future__ import annotations

import threading
from collections.abc import Callable

from h2craft.endpoint import Outcome


class Ticket:
    """What `submit` gives back.

    Settled once what the action produced is written to the connection and the connection takes
    more, so that a thread which waits for each action cannot outrun a client that does not read.
    `found` is the record an `Await` has found, 0 for none.
    """

    __slots__ = ("_callbacks", "_turn", "done", "found", "outcome")

    def __init__(self) -> None:
        self.done = False
        self.outcome: Outcome | None = None
        self.found = 0
        self._callbacks: list[Callable[[Ticket], None]] = []
        self._turn = threading.Lock()
        self._turn.acquire()

    def wait(self, timeout_seconds: float | None = None) -> Outcome | None:
        """Block this thread till the ticket is settled; None when the time is up first.

        Never from the loop's thread, which is the one that settles.
        """
        if not self.done:
            if not self._turn.acquire(timeout=-1 if timeout_seconds is None else timeout_seconds):
                return None
            self._turn.release()  # for whoever else waits
        return self.outcome

    def add_done_callback(self, call: Callable[[Ticket], None]) -> None:
        """Have `call` called with the ticket: by the loop's thread, or now if it is settled."""
        self._callbacks.append(call)
        if self.done:
            self._call_back()

    def settle(self, outcome: Outcome) -> None:
        """For the engine. Only the first outcome counts."""
        if self.done:
            return
        self.outcome = outcome
        self.done = True
        self._turn.release()
        if self._callbacks:
            self._call_back()

    def _call_back(self) -> None:
        while self._callbacks:
            try:
                call = self._callbacks.pop(0)
            except IndexError:  # another thread was quicker
                return
            call(self)
