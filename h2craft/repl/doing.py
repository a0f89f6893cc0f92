"""What becomes of what a person does at the prompt: done, refused, or still under way.

Knows futures and a shell, no grammar.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from h2craft.actions import Sleep
from h2craft.client import Result
from h2craft.model import Reading
from h2craft.session import refusal_of

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

PATIENCE = 2.0  # seconds until a person is told that something takes time
FIRST_LOOK, LAST_LOOK = 0.001, 0.01  # seconds between two looks at what has come


class Refused(Exception):
    """What was asked was not done.

    section  of RFC 9113, or "RFC-number section" of another; empty where no law is behind it
    instead  what the wire door would write, a sentence; empty where there is nothing to say
    """

    def __init__(self, reason: str, section: str = "", instead: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.section = section
        self.instead = instead

    def __str__(self) -> str:
        return "\n".join(filter(None, (refusal_of(self.reason, self.section), self.instead)))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Done:
    """What was done, or what a wait has found.

    seq        of the record: the act's own, or the one a wait has found; 0 for none
    stream_id  the stream it is about; 0 for none
    reading    the frame that left for it, or what was found, as far as it is there
    said       one printable line
    """

    seq: int = 0
    stream_id: int = 0
    reading: Reading | None = None
    said: str = ""

    def __repr__(self) -> str:
        return f"<{self.said or 'done'}>"


class Pending:
    """An act under way: `wait()` for it, or await it.

    Given up (Ctrl-C, a cancelled task), it is given up on our side only. What was handed to the
    engine stays there: a barrier goes on waiting for its ACK until its time is over, and lawful
    DATA that waits for a window leaves once the peer opens it. Nothing of that disturbs what is
    fired next.
    """

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.settled = False

    def wait(self) -> Done:
        """Block until it is done. Raises Refused."""
        pause = FIRST_LOOK
        while (done := self.look()) is None:
            time.sleep(pause)
            pause = min(2 * pause, LAST_LOOK)
        return done

    def __await__(self) -> Generator[Any, None, Done]:
        return self._guarded().__await__()

    async def _guarded(self) -> Done:
        try:
            return await self._awaited()
        except BaseException:
            self.settled = True  # a task that waits no longer: nobody else waits for it then
            raise

    async def _awaited(self) -> Done:
        pause = FIRST_LOOK
        while (done := self.look()) is None:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_LOOK)
        return done

    def look(self) -> Done | None:
        """What it has come to by now; None while it goes on. Raises Refused."""
        try:
            done = self._look()
        except BaseException:
            self.settled = True
            raise
        self.settled = done is not None
        return done

    def _look(self) -> Done | None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return "<under way: await it>"


class Asked(Pending):
    """Something the client was asked for: one future or several, in order."""

    def __init__(self, shell: Shell, asked: list[tuple[Future[Result], str]]) -> None:
        super().__init__(shell)
        self._asked = asked

    def wait(self) -> Done:
        for future, _ in self._asked:
            try:
                future.result(PATIENCE)
            except TimeoutError:
                self._say_so()
                future.result()
        return super().wait()

    def _say_so(self) -> None:
        """It takes long: why, and what can be done about it."""
        self.shell.out.remark(
            "the engine has not done it yet: it waits for room in a window, or for an ACK; "
            "Ctrl-C leaves it there"
        )

    async def _awaited(self) -> Done:
        for future, _ in self._asked:
            await asyncio.wrap_future(future)
        return await super()._awaited()

    def _look(self) -> Done | None:
        if not all(future.done() for future, _ in self._asked):
            return None
        results = [(future.result(), words) for future, words in self._asked]
        for result, _ in results:
            if not result.accepted:
                raise self._refused(result)
        return self._done(results[-1][0], ", ".join(filter(None, (said for _, said in results))))

    def _refused(self, result: Result) -> Refused:
        return Refused(result.reason or "refused", result.section)

    def _done(self, result: Result, said: str) -> Done:
        return Done(seq=result.seq, stream_id=result.stream_id or 0, said=said)


class Slept(Pending):
    """Time that passes here. A connection it is said for is told, so that it is recorded.

    It is over when it is over there too, which may have heard of it late: an act before that
    would not have waited for it.
    """

    def __init__(self, shell: Shell, action: Sleep, connection: int) -> None:
        super().__init__(shell)
        self._until = time.monotonic() + action.seconds
        self._there = shell.client.submit(connection, action) if connection else None

    def wait(self) -> Done:
        time.sleep(max(0.0, self._until - time.monotonic()))
        return super().wait()

    async def _awaited(self) -> Done:
        await asyncio.sleep(max(0.0, self._until - time.monotonic()))
        return await super()._awaited()

    def _look(self) -> Done | None:
        over = self._there is None or self._there.done()
        return Done(said="slept") if over and time.monotonic() >= self._until else None
