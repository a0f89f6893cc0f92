"""The connection-level hooks of one connection, called in wire order. Knows no stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from h2craft.endpoint import events
from h2craft.script.connection import ConnectionFacade
from h2craft.script.errors import ConnectionClosed, ProtocolError
from h2craft.script.handling import Scope
from h2craft.script.hooks import Hook, Hooks
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import ScriptError
from h2craft.script.ordinals import Tallies
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

_WITHOUT_FRAME = frozenset(("handle_opening", "handle_connection", "handle_close"))


class Source(Protocol):
    """Where hooks come from: a script, or hooks as they are."""

    def current(self) -> Hooks: ...


class Conversation(Serial):
    """One connection's own thread for hooks.

    Items delivered are the name of a hook and its event (None for those without one), and for
    `handle_opening` and `handle_connection` a call to make once it has run. `sources` gives who is
    asked for a hook, and for no name all that have one.
    """

    __slots__ = (
        "_numbers",
        "_scope",
        "_sources",
        "_tallies",
        "channel",
        "facade",
        "told_behind",
    )

    def __init__(
        self,
        pool: WorkerPool,
        channel: LinkChannel,
        sources: Callable[[str], Sequence[Source]],
        tallies: Tallies | None = None,
    ) -> None:
        super().__init__(pool)
        self.channel = channel
        self.facade = ConnectionFacade(channel)
        self.told_behind = False
        self._sources = sources
        self._tallies = tallies or Tallies()
        self._numbers: dict[str, int] = {}  # among the connections of a script, by its path
        self._scope: Scope | None = None

    def count(self) -> None:
        """The connection is ready: it is one more to each script that hears of it."""
        for source in self._sources(""):
            self._number(_path_of(source))

    def _number(self, path: str) -> int:
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers.setdefault(path, self._tallies.of(path).next())
        return number

    def handle(self, item: tuple[str, Any, Callable[[], object] | None]) -> bool:
        name, event, then = item
        for source in self._sources(name):
            self._call(source, name, event)
        if then is not None:
            self._quietly(then)
        return name != "handle_close"

    def _call(self, source: Source, name: str, event: Any) -> None:
        try:
            hooks = source.current()
            hook = hooks.connection.get(name)
            if hook is None:
                return
            self.channel.script = hooks.name
            path = _path_of(source)
            self.facade.ordinal = self._tallies.of(path).ordinal(self._number(path), hooks)
            if name in _WITHOUT_FRAME:
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
        if self._scope is None:
            self._scope = Scope(self.pool, self._printed)
        self._scope.call(hook, *arguments)

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
        if self._scope is not None:
            self._scope.flush()

    def over(self, left: list[Any]) -> None:
        if self._scope is not None:
            self._scope.close()


def _path_of(source: Source) -> str:
    """Empty for hooks that are no script's."""
    path: str = getattr(source, "path", "")
    return path
