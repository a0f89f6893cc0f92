"""The application: requests to scripts and files, events to hooks. On the loop's thread, and quick.

Everything that may block is done by workers: looking at files, loading, hooks. What is known of a
path and its script from a moment ago is used without looking.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from h2craft.actions import Data, Headers, Send, fields_of
from h2craft.endpoint import Event, Outcome, events
from h2craft.engine import Engine, EngineError, Link
from h2craft.script import compat, prints, welcome
from h2craft.script.asking import Usual
from h2craft.script.conversation import HOOK_OF, Conversation, Source
from h2craft.script.correspondent import Correspondent
from h2craft.script.enacting import Dial, Enacted, Enacting
from h2craft.script.errors import ConnectionClosed, ProtocolError, StreamClosed
from h2craft.script.handling import OnError
from h2craft.script.hands import Hands
from h2craft.script.hooks import CONTROL_HOOKS, OPENING_HOOK, hooks_of
from h2craft.script.inventory import Inventory
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import Loader, Script, ScriptError
from h2craft.script.openers import OPENING_SECONDS, Openers
from h2craft.script.ordinals import Tallies
from h2craft.script.outbox import Outbox
from h2craft.script.pace import Pace
from h2craft.script.pool import MAX_THREADS, MAX_WAITING, WorkerPool
from h2craft.script.router import Router, Target
from h2craft.script.server import Environment, default_config
from h2craft.script.stream import MAX_INBOX, StreamTask
from h2craft.script.turns import Turns
from h2craft.trace import Kind, Origin
from h2craft.wire import error_code_name

Root = str | os.PathLike[str] | Callable[..., Any] | Mapping[str, Any] | object


class ConnectionState:
    """What the host keeps of one connection."""

    __slots__ = ("conversation", "correspondent", "held", "link", "streams")

    def __init__(self, link: Link) -> None:
        self.link = link
        self.streams: dict[int, StreamTask] = {}
        self.conversation: Conversation | None = None
        self.correspondent: Correspondent | None = None  # a client's script talks on it
        self.held: list[Event] | None = None  # while `handle_connection` runs

    def forget(self, task: StreamTask) -> None:
        """The stream is done with; the loop's thread only."""
        number = task.event.stream_id
        if self.streams.get(number) is task:
            del self.streams[number]


class ScriptHost:
    """Serves `root`: a folder, a file, a callable or anything with hooks; None is the welcome page.

    attach       (pattern, file) pairs that come before the root
    on_error     what a client gets when a script raises before it sent headers
    max_threads  handlers that may be blocked at once; more wait, and HANDLER_QUEUED says so
    max_waiting  of those, how many may keep their thread while they wait for their next event
    environment  configuration and stash of `request.server`; made up when None
    watch        learn of changed files at once; False: when they are next requested
    pace         how fast scripts run, how long they wait, whether they take turns

    Raises RootError for a root or file that is not there, TypeError for a handler without hooks.
    """

    owns_stdout = False
    """Set where the process is ours: what a script prints at the very end is not for stdout."""

    _started = 0  # hosts of this process: what they share is taken down by the last

    def __init__(
        self,
        root: Root | None = None,
        attach: Iterable[tuple[str, str]] = (),
        *,
        on_error: OnError = OnError.ANSWER,
        max_threads: int = MAX_THREADS,
        max_waiting: int = MAX_WAITING,
        environment: Environment | None = None,
        watch: bool = True,
        pace: Pace | None = None,
    ) -> None:
        path = os.fspath(root) if isinstance(root, str | os.PathLike) else None
        folder = None if path is None else _folder_of(path)
        self.pace = pace or Pace()
        self.loader = Loader(folder, self._note, self.pace)
        given = path if path is not None else hooks_of(welcome if root is None else root)
        self.router = Router(given, attach, self.loader)
        self.inventory = Inventory(self.router, self.loader)
        self.pool = WorkerPool(max_threads=max_threads, max_waiting=max_waiting)
        self.outbox = Outbox(self.pool)
        self.tallies, self.connection_tallies = Tallies(), Tallies()
        self.turns = Turns(self.pace.turn_seconds, _tell_late) if self.pace.in_turn else None
        self.on_error = on_error
        self.doc_root = folder or os.getcwd()
        self._environment = environment
        self._watch = watch
        self._engine: Engine | None = None
        self._connections: dict[int, ConnectionState] = {}
        self._told_queued_at = float("-inf")
        self.hands = Hands(self)
        self._holds, self._breaks = self.hands.holds, self.hands.breakpoints
        self._bindings = self.hands.bindings
        self._openers = Openers(self.router, self._bindings, self.inventory, self._say)
        self.opening_limit = OPENING_SECONDS

    # -- life

    def start(self, engine: Engine) -> None:
        """Begin to serve this engine's connections; looks through the root, runs nothing of it."""
        self._engine = engine
        self.outbox.open(engine)
        prints.install()
        compat.install()
        ScriptHost._started += 1
        self.inventory.scan()
        self._openers.tell()
        for script in self.inventory.bound_scripts:
            self.pool.submit(_Load(script))
        if self._watch:
            self.inventory.watch(lambda: self.post(self._files_changed))

    def close(self) -> None:
        """Take no more requests. Returns at once, whatever the scripts do."""
        if self._engine is None:
            return
        self.hands.close()
        self._engine = None
        self.inventory.close()
        self.pool.close()
        self.outbox.close()
        self.loader.close()
        ScriptHost._started -= 1
        if not ScriptHost._started:
            compat.uninstall()
        if not self.owns_stdout:
            prints.uninstall()

    def _files_changed(self) -> None:
        self.router.expire()
        self.loader.expire()
        self._bindings.files_changed()
        self.set_wants()

    def set_wants(self) -> None:
        """What the scripts' hooks want to hear may be something else now."""
        self._openers.tell()
        for connection in self._connections.values():
            self._set_wants(connection.link)

    @property
    def environment(self) -> Environment:
        """What `request.server` of every request shares."""
        if self._environment is None:
            self._environment = Environment(default_config(self.doc_root))
        return self._environment

    def serves_at(self, host: str, *, https: Sequence[int], http: Sequence[int]) -> None:
        """Let scripts know where they are: `request.server.config`."""
        config = default_config(self.doc_root, host=host, https=https, http=http)
        self._environment = Environment(config, self.environment.stash)

    # -- the engine's Application

    def opening_seconds(self, link: Link) -> float:
        return self.opening_limit if self._openers.source is not None else 0.0

    def connection_opened(self, link: Link) -> None:
        state = self._connections[link.connection] = ConnectionState(link)
        self._set_wants(link)
        if link.waits_to_open:
            after = lambda: self.post(link.go_on)  # noqa: E731
            self._conversation(state).deliver((OPENING_HOOK, None, after))

    def event(self, link: Link, event: Event) -> None:
        connection = self._connections[link.connection]
        if connection.correspondent is not None:
            connection.correspondent.heard(event)
        if connection.held is not None:
            connection.held.append(event)
            if len(connection.held) > MAX_INBOX:
                detail = {"limit": "held_events", "value": MAX_INBOX}
                detail["done"] = "requests no longer wait for handle_connection"
                link.record(Kind.LIMIT_REACHED, detail=detail)
                self._release(connection)
            return
        _ON[type(event)](self, connection, event)

    def connection_closed(self, link: Link) -> None:
        connection = self._connections.pop(link.connection)
        gone = ConnectionClosed("the connection is closed")
        if connection.correspondent is not None:
            connection.correspondent.closed(gone)
        for task in list(connection.streams.values()):
            task.closed(gone)
        connection.streams.clear()
        conversation = connection.conversation
        if conversation is None and "handle_close" in self.inventory.names:
            conversation = self._conversation(connection)
        if conversation is not None:
            conversation.channel.closed = gone
            conversation.deliver(("handle_close", None, None))
        self.hands.connection_ended(link.connection, str(gone))

    def enact(
        self,
        connection: int,
        file: str,
        usual: Usual,
        settle: Callable[[Enacted], object],
        dial: Dial | None = None,
    ) -> None:
        """Run a client's script on a connection of ours; the loop's thread only.

        `settle` is called once, on this thread too, with what came of it; `dial` makes further
        connections.
        """
        state = self._connections.get(connection)
        if state is None:
            settle(Enacted(done=False, trouble=f"there is no connection {connection}"))
            return
        script = self.loader.client_script(os.path.realpath(file))
        enacting = Enacting(self, state.link, script, usual, settle, dial)
        state.correspondent = enacting.first
        self.pool.submit(enacting)

    def corresponds(self, link: Link, path: str) -> Correspondent:
        """A client's script, of that path, talks on this connection as well."""
        made, state = Correspondent(self, link, path), self._connections.get(link.connection)
        if state is None:
            made.closed(ConnectionClosed("the connection is closed"))
        else:
            state.correspondent = made
        return made

    # -- events

    def _request(self, connection: ConnectionState, event: events.RequestReceived) -> None:
        path = b""
        for name, value in event.headers:
            if name == b":path":
                path = value.partition(b"?")[0].partition(b"#")[0]
                break
        if self._holds.filter is not None and self._holds.wants(connection.link, event):
            self._hold(connection, event, path)
            return
        target = self._target(connection, event.stream_id, path)
        task = StreamTask(self, connection, event, path, target)
        connection.streams[event.stream_id] = task
        task.begin()

    def _target(self, connection: ConnectionState, stream_id: int, path: bytes) -> Target | None:
        """Who answers, as far as it is known without looking at a file."""
        if self._bindings.any:
            found = self._bindings.take(connection.link.connection, stream_id, path)
            if found is not None:
                return found
        return self.router.known(path, time.monotonic())

    def _hold(
        self, connection: ConnectionState, event: events.RequestReceived, path: bytes
    ) -> None:
        """A person gets the request; what comes of it is kept for whom they give it to."""
        task = StreamTask(self, connection, event, path, None)
        connection.streams[event.stream_id] = task
        task.hold()

        def over(ended: str) -> None:
            if ended:
                task.closed(task.channel.closed or StreamClosed(ended))
                connection.forget(task)
            else:
                task.let_go(self._target(connection, event.stream_id, path))

        self._holds.hold_request(connection.link, event, self.router.named(path), over)

    def _data(self, connection: ConnectionState, event: events.DataReceived) -> None:
        task = connection.streams.get(event.stream_id)
        if task is not None:
            task.take(event)
        else:  # nobody reads it, but the connection's window is everybody's (9113 5.2.2)
            connection.link.credit(event.stream_id, event.flow_controlled_length)

    def _trailers(self, connection: ConnectionState, event: events.TrailersReceived) -> None:
        task = connection.streams.get(event.stream_id)
        if task is not None:
            task.take(event)

    def _reset(self, connection: ConnectionState, event: events.StreamReset) -> None:
        task = connection.streams.pop(event.stream_id, None)
        if task is not None:
            by = "the peer" if event.remote else "us"
            code = error_code_name(event.error_code)
            task.closed(StreamClosed(f"the stream was reset by {by}: {code}"), event)
        self.hands.stream_ended(connection.link.connection, event)

    def _either(self, connection: ConnectionState, event: Any) -> None:
        task = connection.streams.get(event.stream_id)
        name = HOOK_OF[type(event)]
        if task is not None and (task.hooks is None or name in task.hooks.stream):
            task.take(event)  # who answers may not be known yet: then the task asks its hooks
        self._control(connection, event)

    def _control(self, connection: ConnectionState, event: Any) -> None:
        name = HOOK_OF[type(event)]
        if name not in self.inventory.names:
            return
        conversation = connection.conversation or self._conversation(connection)
        conversation.deliver((name, event, None))
        if len(conversation.inbox) > MAX_INBOX:
            conversation.inbox.pop()
            if not conversation.told_behind:
                conversation.told_behind = True
                detail = {"limit": "handler_backlog", "value": MAX_INBOX}
                detail["done"] = "later events are not given to connection hooks"
                connection.link.record(Kind.LIMIT_REACHED, detail=detail)

    def _ready(self, connection: ConnectionState, event: events.ConnectionReady) -> None:
        if self.inventory.names:
            conversation = connection.conversation or self._conversation(connection)
            conversation.count()
        if "handle_connection" in self.inventory.names:
            connection.held = []
            conversation = connection.conversation or self._conversation(connection)
            after = lambda: self.post(lambda: self._release(connection))  # noqa: E731
            conversation.deliver(("handle_connection", None, after))

    def _release(self, connection: ConnectionState) -> None:
        held, connection.held = connection.held, None
        if connection.link.connection in self._connections:
            for event in held or ():
                _ON[type(event)](self, connection, event)

    def _lost(self, connection: ConnectionState, event: events.ConnectionEnded) -> None:
        """h2 gave up: lawful calls are refused from here on, raw ones still go out."""
        for task in connection.streams.values():
            if task.channel.closed is None:
                task.channel.raw_ends = False
                task.channel.closed = ConnectionClosed(event.reason)

    def _ignore(self, connection: ConnectionState, event: Event) -> None:
        """What only a client is told."""

    # -- for tasks, on any thread

    def refused(self, channel: LinkChannel, outcome: Outcome) -> None:
        """A response that was not waited for is refused: say so, and answer as for an exception."""
        link, number = channel.link, channel.stream_id
        reason = str(ProtocolError(outcome.reason, outcome.section))
        detail = {"stream": number, "hook": "", "error": f"the response is refused: {reason}"}
        file = channel.script if os.path.isabs(channel.script) else ""
        detail |= {"file": file, "line": 0, "traceback": ""}
        link.record(Kind.HANDLER_RAISED, cause=outcome.seq, origin=Origin.SCRIPT, detail=detail)
        endpoint = link.endpoint
        unsaid = endpoint is not None and endpoint.lawful.headers_sent(number) is False
        if unsaid and self.on_error is OnError.ANSWER:
            link.fire(_refusal_told(number, reason), Origin.SCRIPT, outcome.seq)
        elif self.on_error is not OnError.NOTHING:
            channel.reset(outcome)

    def tell_queued(self, task: StreamTask, running: int) -> None:
        """A handler waits because as many as may are running."""

        def tell() -> None:
            link = task.connection.link
            now = time.monotonic()
            if now - self._told_queued_at > 1:
                self._told_queued_at = now
                detail = {"limit": "handler_threads", "value": running, "done": "handlers wait"}
                link.record(Kind.LIMIT_REACHED, detail=detail)
            detail = {"stream": task.event.stream_id, "running": running}
            link.record(Kind.HANDLER_QUEUED, origin=Origin.SCRIPT, detail=detail)

        self.post(tell)

    # -- shared

    def _conversation(self, connection: ConnectionState) -> Conversation:
        channel = LinkChannel(connection.link, self.pool, self.outbox, hands=self.hands)
        channel.wait_seconds = self.pace.wait_seconds
        number = connection.link.connection
        tallies = self.connection_tallies
        asked = lambda name: self._sources(name, number)  # noqa: E731
        made = Conversation(self.pool, channel, asked, tallies)
        connection.conversation = made
        return made

    def _sources(self, name: str, connection: int) -> list[Source]:
        if name == OPENING_HOOK:
            opener = self._openers.source
            return [] if opener is None else [opener]
        sources = self.inventory.sources
        if not self._bindings.any:
            return sources
        return [source for source in sources if self._bindings.concerns(source, connection)]

    def _set_wants(self, link: Link) -> None:
        if link.endpoint is not None:
            names = self.inventory.names
            link.endpoint.wants_frames = "handle_frame" in names
            link.endpoint.wants_control = bool(names & CONTROL_HOOKS)

    @property
    def engine(self) -> Engine | None:
        """The engine, while this serves its connections."""
        return self._engine

    def link(self, connection: int) -> Link | None:
        """A connection that is there."""
        found = self._connections.get(connection)
        return None if found is None else found.link

    def request_on(self, connection: int, stream_id: int) -> tuple[tuple[bytes, bytes], ...]:
        """The fields of the request a handler has on a stream; empty where there is none."""
        found = self._connections.get(connection)
        task = found.streams.get(stream_id) if found is not None else None
        return () if task is None else tuple((name, value) for name, value in task.event.headers)

    def script_on(self, connection: int, stream_id: int) -> str:
        """The script that has the request on a stream, as records call it; empty for none."""
        found = self._connections.get(connection)
        task = found.streams.get(stream_id) if found is not None else None
        return "" if task is None else task.channel.script

    def _note(self, kind: Kind, detail: Mapping[str, Any]) -> None:
        engine = self._engine
        if engine is not None:
            self.post(lambda: engine.record(0, kind, detail))

    def _say(self, text: str) -> None:
        self._note(Kind.NOTED, {"text": text})

    def post(self, call: Callable[[], object]) -> None:
        """Have `call` called on the loop's thread, if there still is one; from any thread."""
        try:
            self.outbox.post(call)
        except EngineError:
            return


class _Load:
    """Load a script before it is asked for, so that what is wrong with it shows at once."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def run(self) -> None:
        try:
            self._script.current()
        except ScriptError:
            return  # SCRIPT_BROKEN says it

    def queued(self, running: int) -> None:
        return


def _tell_late(task: object) -> None:
    """Strict order was given up for one handler; on the thread of the next one."""
    assert isinstance(task, StreamTask) and task.host.turns is not None
    link, seconds = task.connection.link, task.host.turns.seconds
    detail = {"stream": task.event.stream_id, "limit": "turn_seconds", "value": seconds}
    detail["done"] = "the next request's handler began before this one's had ended"
    task.host.post(lambda: link.record(Kind.LIMIT_REACHED, cause=task.event.seq, detail=detail))


def _refusal_told(stream_id: int, reason: str) -> Send:
    """500, as `response.set_error` says it."""
    text = json.dumps({"error": {"code": 500, "message": f"the response is refused: {reason}"}})
    fields = [(":status", "500"), ("content-type", "application/json")]
    fields.append(("content-length", str(len(text))))
    head = Headers(stream_id=stream_id, fields=fields_of(fields))
    return Send(frames=(head, Data(stream_id=stream_id, data=text.encode(), end_stream=True)))


def _folder_of(path: str) -> str:
    real = os.path.realpath(path)
    return real if os.path.isdir(real) else os.path.dirname(real)


_ON: dict[type, Callable[[ScriptHost, ConnectionState, Any], None]] = {
    events.RequestReceived: ScriptHost._request,
    events.DataReceived: ScriptHost._data,
    events.TrailersReceived: ScriptHost._trailers,
    events.StreamReset: ScriptHost._reset,
    events.WindowUpdated: ScriptHost._either,
    events.PriorityUpdated: ScriptHost._either,
    events.SettingsReceived: ScriptHost._control,
    events.PingReceived: ScriptHost._control,
    events.GoAwayReceived: ScriptHost._control,
    events.UnknownReceived: ScriptHost._control,
    events.FrameReceived: ScriptHost._control,
    events.ConnectionReady: ScriptHost._ready,
    events.ConnectionEnded: ScriptHost._lost,
    events.ResponseReceived: ScriptHost._ignore,
    events.PushReceived: ScriptHost._ignore,
}
