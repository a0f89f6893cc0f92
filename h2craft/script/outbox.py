"""What handlers send to the loop, gathered into few wake-ups. Knows the pool and the engine."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from h2craft.engine import Engine, EngineError
from h2craft.script.pool import WorkerPool

LINGER_SECONDS = 0.0005
MOST_SKIPPED = 255
CALLS_AT_ONCE = 256


class Outbox:
    """Calls for the loop's thread, in the order they were posted by all threads.

    A worker's calls leave when it waits or rests, and soon in any case (see the pool); another
    thread's at once.
    """

    __slots__ = (
        "_calls",
        "_draining",
        "_engine",
        "_gate",
        "_hush",
        "_lingering",
        "_pool",
        "_skip",
        "_word",
    )

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._calls: deque[Callable[[], object]] = deque()
        self._draining = False  # the loop has been told to look here
        self._engine: Engine | None = None
        self._lingering = False  # the loop's thread waits for `_word`
        self._gate = threading.Lock()
        self._word = threading.Lock()
        self._word.acquire()
        self._skip = self._hush = 0
        pool.flush = self._flush_quietly

    def open(self, engine: Engine) -> None:
        """From here on, calls reach this engine's loop."""
        self._engine = engine
        engine.after_batch = self.linger

    def close(self) -> None:
        """Let nothing reach the loop any more. For the loop's thread.

        What was posted before is called now: a script's thread may be waiting for it.
        """
        self._engine = None
        self._drain()

    def _forget(self) -> None:
        """There is no loop any more."""
        self._engine = None
        self._calls.clear()

    def post(self, call: Callable[[], object]) -> None:
        """Have `call` called on the loop's thread. EngineError once there is none."""
        if self._engine is None:
            raise EngineError("the engine has stopped")
        self._calls.append(call)
        if self._engine is None:  # it was closed meanwhile
            self._withdraw(call)
        if not self._pool.will_flush():
            self.flush()

    def _withdraw(self, call: Callable[[], object]) -> None:
        try:
            self._calls.remove(call)
        except ValueError:
            return  # it was called by `close`
        raise EngineError("the engine has stopped")

    def flush(self) -> None:
        """Wake the loop if there is something for it. EngineError once there is none."""
        engine = self._engine
        if self._calls and not self._draining and engine is not None:
            if self._claim():
                self._word.release()
                return
            self._draining = True
            engine.post(self._drain)

    def linger(self) -> None:
        """The loop has passed on what it read: wait a moment for handlers that answer at once.

        A wake-up by way of a socket costs as much as a short handler. The wait is bounded by
        `LINGER_SECONDS`, and after waits in vain by skipping ever more of them: a script that
        blocks keeps nobody else from being served.
        """
        if self._draining or not self._pool.busy:
            return
        if self._skip:
            self._skip -= 1
            return
        self._lingering = True
        if self._word.acquire(timeout=LINGER_SECONDS):
            self._hush = 0
        else:
            self._hush = min(2 * self._hush + 1, MOST_SKIPPED)
            self._skip = self._hush
            if self._claim():
                return  # nobody has: who comes now posts
            self._word.acquire()  # somebody has, and is about to release it
        self._drain()

    def _claim(self) -> bool:
        """True for the one caller that ends the loop's lingering: a worker, or the loop itself."""
        with self._gate:
            claimed, self._lingering = self._lingering, False
        return claimed

    def _flush_quietly(self) -> None:
        try:
            self.flush()
        except EngineError:
            self._forget()

    def _drain(self) -> None:
        """Make the calls there are; of very many some, so that the loop can read meanwhile."""
        self._draining = False
        calls, engine = self._calls, self._engine
        for _ in range(len(calls) if engine is None else min(len(calls), CALLS_AT_ONCE)):
            try:
                calls.popleft()()
            except IndexError:  # closed meanwhile
                return
            except Exception as error:
                if engine is not None:
                    engine.note_fault(0, error)
        if calls and not self._draining and engine is not None:
            self._draining = True
            engine.post(self._drain)
