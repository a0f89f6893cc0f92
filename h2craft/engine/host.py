"""An engine in a thread and a loop of its own, for callers without a loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from h2craft.engine.application import Application
from h2craft.engine.engine import Engine
from h2craft.engine.errors import EngineError
from h2craft.engine.link import Link
from h2craft.engine.listener import Listener
from h2craft.engine.options import EngineOptions
from h2craft.engine.target import Target
from h2craft.engine.tls import TlsOptions

Result = TypeVar("Result")


class EngineHost:
    """Starts with `start` or `with`, stops with `stop`; every method is for any other thread.

    `new_loop` makes the loop, for those who prefer uvloop's.
    """

    def __init__(
        self,
        application: Application | None = None,
        options: EngineOptions | None = None,
        *,
        trouble: Callable[[str], None] = lambda _: None,
        new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
    ) -> None:
        self._loop = new_loop()
        self._thread = threading.Thread(target=self._run, name="h2craft-engine", daemon=True)
        self.engine = Engine(application, options, trouble=trouble)

    def start(self) -> None:
        """Begin. EngineError where the engine cannot."""
        self._thread.start()
        try:
            self.call(self.engine.start())
        except BaseException:
            self._end_loop()
            raise

    def listen(self, host: str, port: int, tls: TlsOptions | None = None) -> Listener:
        """See `Engine.listen`."""
        return self.call(self.engine.listen(host, port, tls))

    def connect(self, target: Target) -> Link:
        """See `Engine.connect`. What comes back is for the loop's thread, but for its number."""
        return self.call(self.engine.connect(target))

    def call(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine in the engine's loop and wait for its result."""
        if self._loop.is_closed():
            coroutine.close()
            raise EngineError("the engine has stopped")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def stop(self) -> None:
        """End at once, traces complete. Stopping twice is harmless."""
        if self._loop.is_closed():
            return
        if self._thread.is_alive():
            self.call(self.engine.stop())
        self._end_loop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _end_loop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
