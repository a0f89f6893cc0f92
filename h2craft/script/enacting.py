"""One call of a client's script, `connect(connection)`: loaded, run on a thread, what came of it.

Knows the script, its connection and the pool; not how anybody comes to ask for it.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import Task
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from h2craft.engine import EngineError
from h2craft.script.asking import ClientConnection, Usual
from h2craft.script.correspondent import Correspondent
from h2craft.script.errors import ConnectionClosed, ProtocolError
from h2craft.script.handling import Scope
from h2craft.script.hooks import CONNECT
from h2craft.script.loader import Script, ScriptError
from h2craft.script.tracebacks import describe, script_place, script_traceback
from h2craft.trace import Kind

if TYPE_CHECKING:
    from h2craft.engine import Link
    from h2craft.script.host import ScriptHost


@dataclass(frozen=True, slots=True, kw_only=True)
class Enacted:
    """What came of it.

    done     `connect` has returned
    trouble  why it has not, with file and line where they are known; empty if it has
    trace    the traceback, where the script raised
    seconds  how long it ran
    """

    done: bool
    trouble: str = ""
    trace: str = ""
    seconds: float = 0.0


Dial = Callable[[], Coroutine[Any, Any, "Link"]]
"""Makes one more connection to the same server. EngineError in one line where that cannot be."""


class Enacting:
    """See the module; a job of the pool. `settle` is called once, on the loop's thread."""

    def __init__(
        self,
        host: ScriptHost,
        link: Link,
        script: Script,
        usual: Usual,
        settle: Callable[[Enacted], object],
        dial: Dial | None = None,
    ) -> None:
        self._host = host
        self._script = script
        self._usual = usual
        self._settle = settle
        self._dial = dial
        self._scope: Scope | None = None
        self._dialing: Task[Link] | None = None
        self.first = Correspondent(host, link, script.path)

    # On its own thread

    def run(self) -> None:
        began = time.monotonic()
        first = self.first
        try:
            hooks = self._script.current()
        except ScriptError as error:
            self._ends(Enacted(done=False, trouble=str(error), trace=error.trace))
            return
        first.channel.record(Kind.HANDLER_STARTED, {"stream": 0, "script": hooks.name, "path": ""})
        connection = first.connection(self._usual, self._reconnect)
        self._scope = Scope(self._host.pool, self._printed)
        trouble = trace = ""
        try:
            self._scope.call(hooks.connection[CONNECT], connection)
        except BaseException as error:
            trouble, trace = self._raised(error)
        finally:
            self._scope.close()
        seconds = time.monotonic() - began
        self._say(Kind.HANDLER_ENDED, {"stream": 0, "seconds": round(seconds, 6)})
        self._ends(Enacted(done=not trouble, trouble=trouble, trace=trace, seconds=seconds))

    def _ends(self, enacted: Enacted) -> None:
        """Told on the loop's thread, behind all that was recorded of it."""
        self._host.post(lambda: self._settle(enacted))

    def queued(self, running: int) -> None:
        """The pool is at its cap, with one script in it: that cannot be."""

    def _reconnect(self) -> ClientConnection:
        """One more connection. ConnectionClosed, with why, where it cannot be made."""
        if self._dial is None:
            raise ProtocolError("nobody here knows which server this is a connection to")
        future: Future[Correspondent] = Future()
        try:
            self._host.outbox.post(lambda: self._begin(future))
            with self._host.pool.blocking():
                made = future.result()
        except EngineError as error:
            raise ConnectionClosed(str(error)) from None
        return made.connection(self._usual, self._reconnect)

    def _begin(self, future: Future[Correspondent]) -> None:
        """On the loop's thread."""
        assert self._dial is not None
        task = self._dialing = asyncio.get_running_loop().create_task(self._dial())

        def done(task: Task[Link]) -> None:
            try:
                future.set_result(self._host.corresponds(task.result(), self._script.path))
            except asyncio.CancelledError:
                future.set_exception(EngineError("the engine has stopped"))
            except Exception as error:
                future.set_exception(error)

        task.add_done_callback(done)

    def _printed(self, text: str) -> None:
        self._say(Kind.PRINTED, {"stream": 0, "text": text})

    def _raised(self, error: BaseException) -> tuple[str, str]:
        file, line = script_place(error, self._script.path)
        trace, told = script_traceback(error), describe(error)
        detail = {"hook": CONNECT, "error": told, "file": file, "line": line}
        self._say(Kind.HANDLER_RAISED, {**detail, "stream": 0, "traceback": trace})
        said = str(error) if isinstance(error, ProtocolError | TimeoutError) else told
        return f"{file}:{line}: {said}", trace

    def _say(self, kind: Kind, detail: dict[str, Any]) -> None:
        try:
            self.first.channel.record(kind, detail)
        except ProtocolError:
            return  # the engine has stopped
