"""Reading held back for whoever cannot keep up with a peer. Knows the pipe, and the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from h2craft.engine.pipe import HELD_BY_APPLICATION, Pipe


class ReadingHolds:
    """Those of one connection: it is read again when the last of them is gone."""

    __slots__ = ("_count",)

    def __init__(self) -> None:
        self._count = 0

    def hold(self, pipe: Pipe, seconds: float, late: Callable[[], object]) -> Callable[[], None]:
        """Read nothing more till the returned function is called; harmless twice.

        After `seconds` it is released by itself and `late` is called.
        """
        self._count += 1
        pipe.hold(HELD_BY_APPLICATION)

        def release() -> None:
            timer.cancel()
            if held:
                held.clear()
                self._count -= 1
                if not self._count:
                    pipe.release(HELD_BY_APPLICATION)

        def too_late() -> None:
            release()
            late()

        timer = asyncio.get_running_loop().call_later(seconds, too_late)
        held = [True]
        return release
