"""What handlers send to the loop, gathered into few wake-ups. Knows the pool and the engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from h2craft.engine import Engine, EngineError
from h2craft.script.pool import WorkerPool


class Outbox:
    """Calls for the loop's thread, in the order they were posted by all threads.

    A worker's calls leave when it waits or rests, and soon in any case (see the pool); another
    thread's at once.
    """

    __slots__ = ("_calls", "_draining", "_engine", "_pool")

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._calls: deque[Callable[[], object]] = deque()
        self._draining = False  # the loop has been told to look here
        self._engine: Engine | None = None
        pool.flush = self._flush_quietly

    def open(self, engine: Engine) -> None:
        """From here on, calls reach this engine's loop."""
        self._engine = engine

    def close(self) -> None:
        """Let nothing reach the loop any more."""
        self._engine = None
        self._calls.clear()

    def post(self, call: Callable[[], object]) -> None:
        """Have `call` called on the loop's thread. EngineError once there is none."""
        if self._engine is None:
            raise EngineError("the engine has stopped")
        self._calls.append(call)
        if not self._pool.will_flush():
            self.flush()

    def flush(self) -> None:
        """Wake the loop if there is something for it. EngineError once there is none."""
        engine = self._engine
        if self._calls and not self._draining and engine is not None:
            self._draining = True
            engine.post(self._drain)

    def _flush_quietly(self) -> None:
        try:
            self.flush()
        except EngineError:
            self.close()

    def _drain(self) -> None:
        self._draining = False
        calls, engine = self._calls, self._engine
        for _ in range(len(calls)):
            try:
                calls.popleft()()
            except IndexError:  # closed meanwhile
                return
            except Exception as error:
                if engine is not None:
                    engine.note_fault(0, error)
