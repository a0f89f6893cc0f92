"""A person's hands on the script side: hold requests, stop at what scripts send, attach scripts.

All on the loop's thread, as the engine's `post` has it; each call says at once what became of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from h2craft.actions import Action
from h2craft.endpoint import Outcome, events
from h2craft.engine import EngineError
from h2craft.filter import Filter
from h2craft.filter import compile as compile_filter
from h2craft.script.bindings import Bindings, target_of
from h2craft.script.breakpoints import Breakpoints
from h2craft.script.desk import Binding, HandsState, Verdict
from h2craft.script.holds import Holds
from h2craft.trace import Kind, Origin
from h2craft.wire import error_code_name

if TYPE_CHECKING:
    from h2craft.script.host import ScriptHost

_NOT_SERVING = Outcome(False, "the server is not running")


class Hands:
    """See the module.

    changed   called on the loop's thread after something of `snapshot` has changed: once for all
              the changes of a moment, and before a call that made one returns
    attended  somebody is there who can release what a script holds; a front end sets it
    """

    def __init__(self, host: ScriptHost) -> None:
        self.changed: Callable[[], object] = lambda: None
        self.attended = False
        self._host = host
        self._version = 0
        self._state: HandsState | None = HandsState()
        self._telling = False
        # Half of the threads are for requests nobody holds.
        self.holds = Holds(self._touch, lambda: self.attended, max(1, host.pool.max_threads // 2))
        self.breakpoints = Breakpoints(self._touch, host.request_on)
        self.bindings = Bindings(
            host.pool,
            host.inventory,
            touch=self._touch,
            post=host.post,
            later=self._later,
            looked=host.set_wants,
            spent=lambda binding: self._detach(binding.number, "it was for one request"),
        )

    # What there is

    def snapshot(self) -> HandsState:
        """What is held and bound now; the same object while nothing has changed."""
        if self._state is None:
            held, stopped = self.holds.filter, self.breakpoints.filter
            self._state = HandsState(
                version=self._version,
                hold=None if held is None else held.text,
                break_on=None if stopped is None else stopped.text,
                requests=self.holds.shown,
                actions=self.breakpoints.shown,
                bindings=self.bindings.shown,
            )
        return self._state

    def _touch(self) -> None:
        self._version += 1
        self._state = None
        engine = self._host.engine
        if not self._telling and engine is not None:
            self._telling = True
            try:
                engine.post(self._tell)
            except EngineError:
                return  # nobody is left to tell

    def _tell(self) -> None:
        if self._telling:
            self._telling = False
            self.changed()

    # Requests

    def set_hold(self, pattern: str | None) -> Outcome:
        """Hold requests to come that match the filter; None: no more. Raises FilterError.

        `seq` of the outcome is HOLD_SET. What is held stays held till it is released.
        """
        wanted = None if pattern is None else compile_filter(pattern)
        if self._host.engine is None:
            return _NOT_SERVING
        self.holds.filter = wanted
        return self._set("requests", wanted)

    def release(self, connection: int, stream_id: int) -> Outcome:
        """Give a held request to whoever would have got it, or back to the script that held it.

        `seq` is REQUEST_RELEASED.
        """
        return self._done(self.holds.release(connection, stream_id))

    # What scripts send

    def set_break(self, pattern: str | None) -> Outcome:
        """Stop at what scripts send where a frame matches the filter. Raises FilterError.

        `seq` is HOLD_SET. What is held stays held till something is decided about it.
        """
        wanted = None if pattern is None else compile_filter(pattern)
        if self._host.engine is None:
            return _NOT_SERVING
        self.breakpoints.filter = wanted
        return self._set("actions", wanted)

    def decide(
        self,
        held_seq: int,
        verdict: Verdict | str,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Outcome:
        """Say what becomes of a held action; see `Breakpoints.decide` for what each one means.

        A refused outcome of EDIT leaves it held. ValueError for a verdict that is none.
        """
        verdict = Verdict(verdict)
        return self._done(
            self.breakpoints.decide(held_seq, verdict, action=action, seconds=seconds)
        )

    # Scripts

    def attach(self, binding: Binding) -> Outcome:
        """Bind a script; `seq` is SCRIPT_ATTACHED, whose detail has the number it got.

        Later bindings come first, before the root. A file that does not load is bound all the
        same and takes effect once it does: `Binding.trouble` of the snapshot says why not yet. A
        relative path is looked for in the root, then where the process was started. Of a stream
        that is held, it answers when that is released.
        """
        host = self._host
        if host.engine is None:
            return _NOT_SERVING
        refused = self._why_not(binding)
        if refused:
            return Outcome(False, refused)
        folders = (host.doc_root, os.getcwd())
        target = target_of(os.fspath(binding.file), folders, host.loader.script)
        if isinstance(target, str):
            return Outcome(False, target)
        shown = self.bindings.add(binding, target)
        detail: dict[str, Any] = {"binding": shown.number, "file": shown.file}
        detail |= {"pattern": shown.pattern, "once": shown.once}
        detail |= {"connection": shown.connection} if shown.connection else {}
        detail |= {"stream": shown.stream_id} if shown.stream_id else {}
        seq = self._record(shown.connection, Kind.SCRIPT_ATTACHED, detail)
        return self._done(Outcome(True, seq=seq))

    def _why_not(self, binding: Binding) -> str:
        """Why a binding could never get a request."""
        number, stream_id = binding.connection, binding.stream_id
        if not number:
            return ""
        link = self._host.link(number)
        if link is None:
            return f"connection {number} is not there"
        endpoint = link.endpoint
        opened = stream_id and endpoint is not None and endpoint.lawful.was_opened(stream_id)
        if opened and not self.holds.has_request(number, stream_id):
            return (
                f"stream {stream_id} has its handler already: a held request can be given another"
            )
        return ""

    def detach(self, number: int) -> Outcome:
        """Undo an `attach`; `seq` is SCRIPT_DETACHED. Handlers that run go on."""
        return self._done(self._detach(number, "detached by hand"))

    def _detach(self, number: int, reason: str) -> Outcome:
        binding = self.bindings.remove(number)
        if binding is None:
            return Outcome(False, f"no script is attached by the number {number}")
        detail = {"binding": number, "file": binding.file, "reason": reason}
        return Outcome(True, seq=self._record(binding.connection, Kind.SCRIPT_DETACHED, detail))

    # Told by the host

    def stream_ended(self, connection: int, event: events.StreamReset) -> None:
        """A stream was reset, by either end."""
        if self.breakpoints.active or self.holds.has(connection, event.stream_id):
            by = "the peer" if event.remote else "us"
            reason = f"the stream was reset by {by}: {error_code_name(event.error_code)}"
            self.holds.ended(connection, event.stream_id, reason)
            self.breakpoints.ended(connection, event.stream_id, reason)

    def connection_ended(self, connection: int, reason: str) -> None:
        self.holds.connection_ended(connection, reason)
        if self.breakpoints.active:
            self.breakpoints.connection_ended(connection, reason)
        if self.bindings.any:
            for number in self.bindings.of_connection(connection):
                self._detach(number, reason)

    def close(self) -> None:
        """The server stops: nobody waits for a person any more."""
        self.holds.close()
        self.breakpoints.close()

    # Shared

    def _later(self, seconds: float, call: Callable[[], object]) -> None:
        engine = self._host.engine
        if engine is not None:
            engine.loop.call_later(seconds, call)

    def _set(self, what: str, wanted: Filter | None) -> Outcome:
        detail = {"what": what, "pattern": "" if wanted is None else wanted.text}
        seq = self._record(0, Kind.HOLD_SET, detail | {"set": wanted is not None})
        self._touch()
        return self._done(Outcome(True, seq=seq))

    def _done(self, outcome: Outcome) -> Outcome:
        self._tell()
        return outcome

    def _record(self, connection: int, kind: Kind, detail: Mapping[str, Any]) -> int:
        engine = self._host.engine
        return 0 if engine is None else engine.record(connection, kind, detail, Origin.HAND)
