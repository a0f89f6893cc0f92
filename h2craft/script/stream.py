"""The events of one request, on their way from the loop to its handler. Knows one stream.

A stream whose script has only a `main` needs no thread before the request is complete: until then
the loop gathers the body (COLLECTS). Otherwise each event is delivered and handled on the
stream's thread (LIVE), and its octets are credited once they are: but at once while a hook waits
for a frame of the peer, which may be one that needs room. A stream whose script is not known yet
starts LIVE and may turn to COLLECTS once it is. While a person holds the request (HELD) no thread
is concerned either: what comes is kept, and given to whoever gets the request once it is released.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from h2craft.actions import Door, RstStream, Send
from h2craft.endpoint import events
from h2craft.script.body import Body, Frames, Kept
from h2craft.script.errors import ConnectionClosed, StreamClosed
from h2craft.script.handling import Handling
from h2craft.script.headers import with_field_values
from h2craft.script.hooks import Hooks
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.request import Request
from h2craft.script.router import RUNS, Target
from h2craft.script.serial import Serial, State
from h2craft.trace import Kind, Origin, WrittenDetail, quoted
from h2craft.wire import ErrorCode

if TYPE_CHECKING:
    from h2craft.script.host import ConnectionState, ScriptHost

MAX_INBOX = 10_000  # events a script may be behind before nothing more is read
PATIENCE_SECONDS = 10  # and then, before its stream is reset
MAX_FRAMES = 65_536  # events kept for `request.frames`
CREDIT_OCTETS = 32_768  # consumed octets are credited in portions of this size, or when idle

_GIVEN_UP = object()
_NO_BODY = Body()


class Mode(Enum):
    LIVE = 0
    COLLECTS = 1
    DISCARDS = 2  # nobody will look at the body
    HELD = 3  # a person has the request


class StreamTask(Serial):
    """One request and its handler."""

    __slots__ = (
        "_ahead",
        "_began",
        "_catch_up",
        "_frames",
        "_handling",
        "_kept",
        "_number",
        "_owed",
        "_reported",
        "_told_queued",
        "_uncredited",
        "_waits",
        "body",
        "channel",
        "connection",
        "event",
        "hooks",
        "host",
        "mode",
        "ordinal",
        "path",
        "target",
    )

    def __init__(
        self,
        host: ScriptHost,
        connection: ConnectionState,
        event: events.RequestReceived,
        path: bytes,
        target: Target | None,
    ) -> None:
        super().__init__(host.pool)
        self.host = host
        self.connection = connection
        self.event = event
        self.path = path
        self.target = target
        self.hooks: Hooks | None = None  # of one version of the script, from first hook to last
        self.mode = Mode.LIVE
        link, number, seq = connection.link, event.stream_id, event.seq
        seconds = host.pace.wait_seconds
        self.channel = LinkChannel(link, host.pool, host.outbox, number, seq, host.hands, seconds)
        self.channel.refused = host.refused
        self.body = _NO_BODY if event.stream_ended is not None else Body()
        self._frames: Frames | None = None
        self._handling: Handling | None = None
        self._kept: Kept | None = None  # what came while a person had the request
        self._catch_up: Callable[[], None] | None = None  # reading is held, call it to go on
        self._began = 0.0  # when a script got the request
        self._reported = False  # its end is in the journal
        self._told_queued = False
        self._uncredited = 0
        # For the loop's thread: octets a hook is still to be given, octets credited before that.
        self._waits, self._owed, self._ahead = False, 0, 0
        self._number = 0  # among the script's requests, before it is known which version has it
        self.ordinal = 1

    # On the loop's thread

    def begin(self) -> None:
        """Take the request. The target is set if it is known."""
        self._join()
        if self.event.stream_ended is None:
            self.channel.waiting = self._awaits
        if self.target is not None:
            self._know(self.target.hooks_in_force)
            self.mode = self._mode()
            if self.mode is not Mode.LIVE:
                if self.event.stream_ended is not None:
                    self._submit_whole()
                return
            if self.hooks is not None:
                self._began = time.monotonic()
                self._record_start()
        self.deliver(self.event)

    def _know(self, hooks: Hooks | None) -> None:
        self.hooks = hooks
        if hooks is None:
            return
        self.channel.script = hooks.name
        if self.target is not None:
            tally = self.host.tallies.of(self.target.path)
            self._number = self._number or tally.next()
            self.ordinal = tally.ordinal(self._number, hooks)

    def _join(self) -> None:
        """The script has the request now, whichever version: count it, and stand in line."""
        target = self.target or self.host.router.certain(self.path)
        if target is not None and target.does in RUNS:
            self._number = self.host.tallies.of(target.path).next()
        if self.host.turns is not None:
            self.host.turns.join(self)

    def hold(self) -> None:
        """A person has the request, instead of `begin`: keep what comes."""
        self.mode = Mode.HELD
        self._kept = Kept(self.body, self.event)

    def let_go(self, target: Target | None) -> None:
        """The person gives the request back: go on as if all of it came now."""
        kept, self._kept = self._kept, None
        assert kept is not None
        self.target = target
        self._join()
        self._know(None if target is None else target.hooks_in_force)
        self.mode = self._mode()
        if self.mode is not Mode.LIVE:
            if self.mode is Mode.COLLECTS:
                self._frames = kept.message()
            if kept.complete:
                self._submit_whole()
            return
        if self.body is not _NO_BODY:
            self.body = Body()  # filled again as the script is given the events
        if self.hooks is not None:
            self._began = time.monotonic()
            self._record_start()
        self.deliver(self.event)
        if kept:
            self.deliver(kept)
        else:
            kept.close()

    def _mode(self) -> Mode:
        """How to take the events of this request, by what is known of its handler."""
        if self.target is None:
            return Mode.LIVE
        if self.target.does not in RUNS:
            return Mode.DISCARDS
        return Mode.LIVE if self.hooks is None or self.hooks.waits else Mode.COLLECTS

    def take(self, event: Any) -> None:
        """An event of the stream after its request."""
        with self.lock:
            live = self.mode is Mode.LIVE and self.state is not State.OVER
            if live:
                self.inbox.append(event)
                start = self._start()
        if live and type(event) is events.DataReceived:
            self._owe(event.flow_controlled_length)
        if not live:
            self._collect(event)
        elif start:
            self.pool.submit(self, self.connection.link.connection)
        elif len(self.inbox) > MAX_INBOX and self._catch_up is None:
            self._fall_behind()

    def _owe(self, octets: int) -> None:
        self._owed += octets
        if self._waits:
            self._advance()

    def _awaits(self, waits: bool) -> None:
        """A hook waits for a frame of the peer: what was not handled must not stand in its way."""
        self._waits = waits
        if waits:
            self._advance()

    def _advance(self) -> None:
        octets, self._owed = self._owed, 0
        if octets:
            self._ahead += octets
            self.connection.link.credit(self.event.stream_id, octets)

    def _settle(self, octets: int) -> None:
        """So many were handled: credit what was not credited before."""
        before = min(octets, self._ahead)
        self._ahead -= before
        octets -= before
        if octets:
            self._owed = max(0, self._owed - octets)
            self.connection.link.credit(self.event.stream_id, octets)

    def _collect(self, event: Any) -> None:
        if self._kept is not None:
            self._hold_on(self._kept, event)
            return
        wanted = self.mode is Mode.COLLECTS and self.state is State.RESTING
        if type(event) is events.DataReceived:
            if wanted:
                self.body.append(event.data)
            self.connection.link.credit(event.stream_id, event.flow_controlled_length)
        elif type(event) is not events.TrailersReceived:
            return
        if wanted:
            self._keep(event)
        if event.stream_ended is not None and self.state is State.RESTING:
            self._submit_whole()

    def _hold_on(self, kept: Kept, event: Any) -> None:
        """Keep an event for a script that may get the request; its octets count as consumed."""
        if len(kept) >= MAX_FRAMES:
            self._too_far_behind("held_events", MAX_FRAMES)
            reason = "more came than is kept of a held request"
            self.host.hands.holds.ended(self.channel.connection, event.stream_id, reason)
            return
        if type(event) is events.DataReceived:
            self.body.append(event.data)
            self.connection.link.credit(event.stream_id, event.flow_controlled_length)
        kept.append(event)

    def _keep(self, event: Any) -> None:
        """For `request.frames`."""
        frames = self.frames()
        if len(frames) < MAX_FRAMES:
            frames.append(event)

    def frames(self) -> Frames:
        """What the handler has been given so far."""
        if self._frames is None:
            self._frames = Frames(self.body)
            if self.mode is not Mode.LIVE:
                self._frames.append(self.event)
        return self._frames

    def _submit_whole(self) -> None:
        """The request is complete, and nothing of it was handled yet."""
        self.state = State.READY
        self.inbox.append(None)
        if self.hooks is not None and not self._began:
            self._began = time.monotonic()
            self._record_start()
        self.pool.submit(self, self.connection.link.connection)

    def _record_start(self) -> None:
        """A script has the request now. Nothing is said of files: they are no handlers."""
        assert self.hooks is not None
        path = self.path.decode("latin-1")
        shown = quoted(path) if len(path) < 200 else quoted.__wrapped__(path)
        values = self.event.stream_id, quoted(self.hooks.name), shown
        detail = b'{"stream":%d,"script":%b,"path":%b}' % values
        self._record(Kind.HANDLER_STARTED, WrittenDetail(detail))

    def _record(self, kind: Kind, detail: dict[str, Any] | WrittenDetail) -> None:
        self.connection.link.record(kind, cause=self.event.seq, origin=Origin.SCRIPT, detail=detail)

    def _fall_behind(self) -> None:
        """The peer sends more, in small frames, than the script takes: let it wait for us.

        Windows do not help here, they count octets.
        """
        link, seconds = self.connection.link, PATIENCE_SECONDS
        self._catch_up = link.hold_reading(seconds, self._too_far_behind)
        detail = {"stream": self.event.stream_id, "limit": "handler_backlog", "value": MAX_INBOX}
        detail["done"] = f"nothing is read till the script has caught up, {seconds} s at most"
        link.record(Kind.LIMIT_REACHED, detail=detail)

    def _caught_up(self) -> None:
        if self._catch_up is not None:
            self._catch_up()
            self._catch_up = None

    def _too_far_behind(self, limit: str = "handler_backlog", value: int = MAX_INBOX) -> None:
        if self.channel.closed is not None or self.state is State.OVER:
            return
        link, number = self.connection.link, self.event.stream_id
        detail = {"limit": limit, "value": value, "done": "stream reset"}
        seq = link.record(Kind.LIMIT_REACHED, detail={"stream": number, **detail})
        reset = RstStream(stream_id=number, error_code=ErrorCode.ENHANCE_YOUR_CALM)
        link.fire(Send(frames=(reset,), door=Door.WIRE), Origin.ENGINE, seq)
        self.closed(StreamClosed("the script is too far behind: the stream was reset"))

    def closed(self, reason: StreamClosed, event: events.StreamReset | None = None) -> None:
        """Stream or connection ended; `event` if the script may hear of it."""
        if self.channel.closed is None:
            self.channel.closed = reason
        with self.lock:
            live, resting = self.mode is Mode.LIVE, self.state is State.RESTING
        if not live:
            if resting:
                self.body.close()  # nobody has begun with it
                self.channel.waiting = None
                self._leave()
            self._abandon()
            return
        hears = event is not None and (self.hooks is None or "handle_reset" in self.hooks.stream)
        if not hears:
            self._abandon()
        self.deliver(event if hears else _GIVEN_UP)

    def _abandon(self) -> None:
        """The script's work is for nobody now, unless it has answered; its thread goes on."""
        if self._began and not self._reported and not self._has_answered():
            self._reported = True
            detail = {"stream": self.event.stream_id, "reason": str(self.channel.closed)}
            if self.channel.awaited is not None:
                detail["awaited"], detail["after"] = self.channel.awaited
            self._record(Kind.HANDLER_ABANDONED, detail)

    def _has_answered(self) -> bool:
        """Our direction of the stream has ended: the client left because it has everything."""
        endpoint = self.connection.link.endpoint
        gone = isinstance(self.channel.closed, ConnectionClosed)
        return gone and endpoint is not None and not endpoint.lawful.is_open(self.event.stream_id)

    def queued(self, running: int) -> None:
        if not self._told_queued:
            self._told_queued = True
            self.host.tell_queued(self, running)

    def _leave(self) -> None:
        if self.host.turns is not None:
            self.host.turns.leave(self)

    # On the stream's thread

    def run(self) -> None:
        turns = self.host.turns
        if turns is not None:
            turns.wait(self, self.pool.blocking())
        super().run()

    @property
    def keeps_thread(self) -> bool:  # type: ignore[override]
        return self.mode is Mode.LIVE

    def handle(self, item: Any) -> bool:
        if item is None:
            if self.channel.closed is None:
                self._take_in_hand().complete()
                self._ended()
            return False
        if item is _GIVEN_UP:
            self._ended()
            return False
        handling = self._handling
        if handling is None:
            handling = self._take_in_hand()
            try:
                self._find_hooks(handling)
            except BaseException as error:
                handling.raised("", error)
                self._ended()
                return False
        if _HANDLE[type(item)](self, handling, item):
            return True
        if handling.completed:
            self._handle_late(handling)
        self._ended()
        return False

    def _handle_late(self, handling: Handling) -> None:
        """What came while `main` ran and its answer left; the body was complete before."""
        while self.inbox:
            event = self.inbox.popleft()
            if event is not _GIVEN_UP:
                _HANDLE[type(event)](self, handling, event)

    def _take_in_hand(self) -> Handling:
        host = self.host
        request = _TaskRequest(self.event, self.channel, self.body, host.environment, host.doc_root)
        request._task = self
        self._handling = handling = Handling(request, self.channel, host.pool, host.on_error)
        handling.target, handling.hooks = self.target, self.hooks
        return handling

    def _find_hooks(self, handling: Handling) -> None:
        """Who answers, if the loop did not know: reads files and may run a script's text."""
        target = self.target
        if target is None:
            target = self.target = handling.target = self.host.router.find(self.path)
        if self.hooks is None and target.does in RUNS:
            self._know(target.current_hooks())
            handling.hooks = self.hooks
            self._began = time.monotonic()
            self._post(self._record_start)

    def pause(self) -> None:
        if self._catch_up is not None:
            self._post(self._caught_up)
        self._credit()
        if self._handling is not None:
            self._handling.flush()

    def idle(self) -> None:
        if self.mode is Mode.LIVE:
            self.mode = self._mode()

    def _request(self, handling: Handling, event: events.RequestReceived) -> bool:
        if handling.has("handle_headers"):
            event.headers = with_field_values(event.headers)
        return handling.call("handle_headers", event) and self._then(handling, event)

    def _data(self, handling: Handling, event: events.DataReceived) -> bool:
        if self.hooks is not None:
            self.body.append(event.data)
        self._uncredited += event.flow_controlled_length
        if not handling.call("handle_data", event):
            return False
        if self._uncredited >= CREDIT_OCTETS:
            self._credit()
        return self._then(handling, event)

    def _again(self, handling: Handling, kept: Kept) -> bool:
        """What came while a person had the request."""
        try:
            for event in kept:
                if type(event) is events.DataReceived:
                    self._uncredited -= event.flow_controlled_length  # that is done already
                if not _HANDLE[type(event)](self, handling, event):
                    return False
            return True
        finally:
            kept.close()

    def _trailers(self, handling: Handling, event: events.TrailersReceived) -> bool:
        if handling.has("handle_trailers"):
            event.headers = with_field_values(event.headers)
        return handling.call("handle_trailers", event) and self._then(handling, event)

    def _reset(self, handling: Handling, event: events.StreamReset) -> bool:
        self.channel.raw_ends = False
        handling.call("handle_reset", event)
        return False

    def _window_update(self, handling: Handling, event: events.WindowUpdated) -> bool:
        return handling.call("handle_window_update", event)

    def _priority(self, handling: Handling, event: events.PriorityUpdated) -> bool:
        return handling.call("handle_priority", event)

    def _then(self, handling: Handling, event: Any) -> bool:
        """After a hook: the request may be complete now."""
        self._keep(event)
        if event.stream_ended is None:
            return True
        self._credit()
        handling.complete()
        return False

    def _credit(self) -> None:
        if self._uncredited:
            octets, self._uncredited = self._uncredited, 0
            self._post(lambda: self._settle(octets))

    def _post(self, call: Callable[[], object]) -> None:
        try:
            self.channel.post(call)
        except StreamClosed:
            return  # there is no connection left it could matter to

    def _ended(self) -> None:
        """Printed lines first, then the record of the end."""
        if self._handling is not None:
            self._handling.close()
        seconds = time.monotonic() - self._began
        cut = None if self._handling is None else self._handling.cut
        self._post(lambda: self._end_on_loop(seconds, cut))

    def _end_on_loop(self, seconds: float, cut: dict[str, Any] | None) -> None:
        if self._began:  # also where it was abandoned: what was said of it then is over now
            self._reported = True
            detail = b'{"stream":%d,"seconds":%.6f}' % (self.event.stream_id, seconds)
            if cut is not None:
                detail = json.dumps({**json.loads(detail), **cut}).encode()
            self._record(Kind.HANDLER_ENDED, WrittenDetail(detail))
        self.connection.forget(self)

    def over(self, left: list[Any]) -> None:
        if self._catch_up is not None:
            self._post(self._caught_up)
        for event in left:
            if type(event) is events.DataReceived:
                self._uncredited += event.flow_controlled_length
            elif type(event) is Kept:
                event.close()
        self._credit()
        if self.body is not _NO_BODY:
            self.body.close()
            if self._handling is not None:
                self._handling.request.close()
        self._handling = None  # which holds the request, and that this: no circle is left
        self.channel.waiting = None
        self._leave()


class _TaskRequest(Request):
    """A request whose `frames` and `ordinal` are looked up when somebody asks."""

    _task: StreamTask

    @property
    def frames(self) -> Frames:
        return self._task.frames()

    @property
    def ordinal(self) -> int:  # type: ignore[override]
        return self._task.ordinal


_HANDLE: dict[type, Callable[[StreamTask, Handling, Any], bool]] = {
    events.RequestReceived: StreamTask._request,
    events.DataReceived: StreamTask._data,
    events.TrailersReceived: StreamTask._trailers,
    events.StreamReset: StreamTask._reset,
    events.WindowUpdated: StreamTask._window_update,
    events.PriorityUpdated: StreamTask._priority,
    Kept: StreamTask._again,
}
