"""Code objects run to their end, in an event loop where they need one, and Ctrl-C beside them.

Knows asyncio and what is under way; no text and no shell.
"""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import contextvars
import inspect
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from types import CodeType, TracebackType
from typing import Any

from h2craft.repl.doing import Pending

FAREWELL_SECONDS = 1.0  # for the `finally` of what was interrupted


class Running:
    """One event loop for the shell's life, and what runs in it now.

    `orphaned` is told of errors of tasks that nobody waits for.
    """

    def __init__(self, orphaned: Callable[[BaseException], object] = lambda _: None) -> None:
        self._orphaned = orphaned
        self._runner: asyncio.Runner | None = None
        self._context = contextvars.copy_context()
        self._pending: list[Pending] = []
        self._thread: int | None = None
        self._depth = 0

    @property
    def is_busy(self) -> bool:
        """Does something run?"""
        return self._depth > 0

    def note(self, pending: Pending) -> None:
        """Something was begun in the loop, and may never be awaited."""
        self._pending.append(pending)

    def __enter__(self) -> None:
        self._depth += 1
        self._thread = threading.get_ident()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if not self._depth:  # a file that is sourced runs within what runs
            self._thread = None
            self._pending.clear()

    def run(self, codes: Sequence[CodeType], namespace: dict[str, Any]) -> Any:
        """Run them one after the other; the value of the last."""
        loop = self._loop()
        if any(code.co_flags & inspect.CO_COROUTINE for code in codes):
            return self._run_coroutine(loop, self._all(codes, namespace))
        value: Any = None
        for code in codes:
            value = eval(code, namespace)
        return value.wait() if isinstance(value, Pending) else value

    async def _all(self, codes: Sequence[CodeType], namespace: dict[str, Any]) -> Any:
        value: Any = None
        for code in codes:
            value = eval(code, namespace)
            if code.co_flags & inspect.CO_COROUTINE:
                value = await value
        if isinstance(value, Pending):
            value = await value
        await self._settle()
        return value

    async def _settle(self) -> None:
        """Wait for what nobody has awaited; the first refusal of it is raised."""
        errors = []
        for pending in self._pending:
            if not pending.settled:
                try:
                    await pending
                except Exception as error:
                    errors.append(error)
        if errors:
            raise errors[0]

    def _loop(self) -> asyncio.AbstractEventLoop:
        """The loop, also for futures and tasks that are made before it runs."""
        if self._runner is None:
            self._runner = asyncio.Runner()
            self._runner.get_loop().set_exception_handler(self._complained)
        loop = self._runner.get_loop()
        asyncio.set_event_loop(loop)  # whoever ran another one has left none
        return loop

    def _complained(self, loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        error = told.get("exception")
        if isinstance(error, BaseException):
            self._orphaned(error)
        else:
            loop.default_exception_handler(told)

    def _run_coroutine(
        self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any]
    ) -> Any:
        # Not Runner.run: that answers the first Ctrl-C by cancelling, which a loop without an
        # await never notices. Here it is raised wherever the thread is.
        task = loop.create_task(coroutine, context=self._context)
        try:
            return loop.run_until_complete(task)
        except (KeyboardInterrupt, SystemExit):
            if not task.done():
                task.cancel()
                with contextlib.suppress(KeyboardInterrupt):
                    loop.run_until_complete(asyncio.wait({task}, timeout=FAREWELL_SECONDS))
            if task.done() and not task.cancelled():
                task.exception()  # looked at, or it is complained of later
            raise

    def interrupt(self) -> None:
        """Ctrl-C for what runs now; nothing where nothing runs."""
        thread = self._thread
        if thread is None:
            return
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(thread, signal.SIGINT)  # also out of what blocks
        else:
            _thread.interrupt_main()

    def close(self) -> None:
        if self._runner is not None:
            self._runner.close()
            self._runner = None


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait until this is over: for what must not be left half done."""
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if came:
        raise KeyboardInterrupt
