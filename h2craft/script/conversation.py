"""The connection-level hooks of one connection, called in wire order. Knows no stream."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from h2craft.endpoint import events
from h2craft.script import prints
from h2craft.script.connection import ConnectionFacade
from h2craft.script.errors import ConnectionClosed, ProtocolError
from h2craft.script.hooks import Hook, Hooks
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import ScriptError
from h2craft.script.pool import WorkerPool
from h2craft.script.serial import Serial
from h2craft.script.tracebacks import describe, script_place, script_traceback
from h2craft.trace import Kind

HOOK_OF: dict[type, str] = {
    events.SettingsReceived: "handle_settings",
    events.PingReceived: "handle_ping",
    events.GoAwayReceived: "handle_goaway",
    events.UnknownReceived: "handle_unknown",
    events.FrameReceived: "handle_frame",
    events.WindowUpdated: "handle_window_update",
    events.PriorityUpdated: "handle_priority",
}


class Source(Protocol):
    """Where hooks come from: a script, or hooks as they are."""

    def current(self) -> Hooks: ...


class Conversation(Serial):
    """One connection's own thread for hooks.

    Items delivered are the name of a hook and its event (None for those without one), and for
    `handle_connection` a call to make once it has run.
    """

    __slots__ = (
        "_async",
        "_context",
        "_printer",
        "_sources",
        "channel",
        "facade",
        "told_behind",
    )

    def __init__(
        self, pool: WorkerPool, channel: LinkChannel, sources: Callable[[], Sequence[Source]]
    ) -> None:
        super().__init__(pool)
        self.channel = channel
        self.facade = ConnectionFacade(channel)
        self.told_behind = False
        self._sources = sources
        self._context: contextvars.Context | None = None
        self._printer: prints.Printer | None = None
        self._async: asyncio.Runner | None = None

    def handle(self, item: tuple[str, Any, Callable[[], object] | None]) -> bool:
        name, event, then = item
        for source in self._sources():
            self._call(source, name, event)
        if then is not None:
            self._quietly(then)
        return name != "handle_close"

    def _call(self, source: Source, name: str, event: Any) -> None:
        try:
            hook = source.current().connection.get(name)
            if hook is None:
                return
            if name in ("handle_connection", "handle_close"):
                self._run(hook, self.facade)
            else:
                self._run(hook, getattr(event, "frame", event), self.facade)
        except ScriptError:
            return  # said by SCRIPT_BROKEN already
        except ConnectionClosed:
            return
        except BaseException as error:
            self._report(name, error)

    def _run(self, hook: Hook, *arguments: Any) -> None:
        if self._context is None:
            self._context = contextvars.copy_context()
            self._printer = prints.Printer(self._printed)
            self._context.run(prints.current.set, self._printer)
        value = self._context.run(hook, *arguments)
        if value is not None and inspect.isawaitable(value):
            self._run_async(value)

    def _run_async(self, awaitable: Any) -> None:
        if self._async is None:
            self._async = asyncio.Runner()

        async def wait() -> None:
            await awaitable

        with self.pool.blocking():
            self._async.run(wait(), context=self._context)

    def _printed(self, text: str) -> None:
        self.channel.record(Kind.PRINTED, {"stream": 0, "text": text})

    def _report(self, name: str, error: BaseException) -> None:
        trace = script_traceback(error)
        file, line = script_place(error)
        detail = {"hook": name, "error": describe(error), "file": file, "line": line}
        detail |= {"stream": 0, "traceback": trace}
        self._quietly(lambda: self.channel.record(Kind.HANDLER_RAISED, detail))

    def _quietly(self, call: Callable[[], object]) -> None:
        try:
            call()
        except ProtocolError:
            return  # the engine has stopped

    def pause(self) -> None:
        if self._printer is not None:
            self._quietly(self._printer.close)

    def over(self, left: list[Any]) -> None:
        self.pause()
        if self._async is not None:
            self._async.close()
