"""One call of a client's script, `connect(connection)`: loaded, run on a thread, what came of it.

Knows the script, its connection and the pool; not how anybody comes to ask for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from h2craft.endpoint import Event, events
from h2craft.script.answers import Answers
from h2craft.script.asking import ClientConnection, Usual
from h2craft.script.errors import ConnectionClosed, ProtocolError, StreamClosed
from h2craft.script.handling import Scope
from h2craft.script.hooks import CONNECT
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import Script, ScriptError
from h2craft.script.tracebacks import describe, script_place, script_traceback
from h2craft.trace import Kind
from h2craft.wire import error_code_name

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


class Enacting:
    """See the module; a job of the pool. `settle` is called once, on the loop's thread."""

    def __init__(
        self,
        host: ScriptHost,
        link: Link,
        script: Script,
        usual: Usual,
        settle: Callable[[Enacted], object],
    ) -> None:
        self._host = host
        self._link = link
        self._script = script
        self._usual = usual
        self._settle = settle
        self._answers = Answers()
        self._channels: list[LinkChannel] = []
        self._closed: StreamClosed | None = None
        self._scope: Scope | None = None

    # On the loop's thread

    def heard(self, event: Event) -> None:
        """The next event of the connection."""
        self._answers.take(event)
        if isinstance(event, events.StreamReset):
            by = "the server" if event.remote else "us"
            code = error_code_name(event.error_code)
            self._end(StreamClosed(f"the stream was reset by {by}: {code}"), event.stream_id)

    def closed(self, why: ConnectionClosed) -> None:
        """The connection is gone."""
        self._closed = why
        self._end(why)

    def _end(self, why: StreamClosed, stream_id: int | None = None) -> None:
        for channel in self._channels:
            if stream_id in (None, channel.stream_id):
                channel.raw_ends = stream_id is None  # what is raw goes out after a reset too
                channel.closed = channel.closed or why

    # On its own thread

    def run(self) -> None:
        began = time.monotonic()
        channel = self._channel(0)
        try:
            hooks = self._script.current()
        except ScriptError as error:
            self._ends(Enacted(done=False, trouble=str(error), trace=error.trace))
            return
        channel.record(Kind.HANDLER_STARTED, {"stream": 0, "script": hooks.name, "path": ""})
        connection = ClientConnection(
            channel,
            self._answers,
            self._usual,
            open_channel=self._channel,
            next_stream=channel.next_stream_id,
            read=channel.read,
            since=channel.position(),
        )
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

    def _channel(self, stream_id: int) -> LinkChannel:
        host = self._host
        made = LinkChannel(
            self._link,
            host.pool,
            host.outbox,
            stream_id,
            hands=host.hands,
            wait_seconds=host.pace.wait_seconds,
        )
        made.script = self._script.path
        made.closed = self._closed
        self._channels.append(made)
        return made

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
            self._channels[0].record(kind, detail)
        except ProtocolError:
            return  # the engine has stopped
