"""One request on its thread: its hooks called in wire order, its end written. Knows one stream.

A stream whose script has only a `main` needs no thread before the request is complete: until then
the loop gathers the body (COLLECTS). Otherwise each event is delivered and handled on the
stream's thread (LIVE). A stream whose script is not known yet starts LIVE and may turn to
COLLECTS once it is.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import time
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from h2craft.actions import Door, RstStream, Send
from h2craft.endpoint import events
from h2craft.script import prints
from h2craft.script.body import Body, Frames
from h2craft.script.compat import is_http_exception
from h2craft.script.errors import ConnectionClosed, HTTPException, ProtocolError, StreamClosed
from h2craft.script.hooks import Hook, Hooks
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import ScriptError
from h2craft.script.request import Request
from h2craft.script.response import Response, answer_error, apply_return_value, finish
from h2craft.script.router import Does, Target
from h2craft.script.serial import Serial, State
from h2craft.script.static import list_folder, redirect_to_folder, serve_file
from h2craft.script.tracebacks import describe, script_place, script_traceback, trim
from h2craft.trace import Kind, Origin
from h2craft.wire import ErrorCode

if TYPE_CHECKING:
    from h2craft.script.host import ConnectionState, ScriptHost

MAX_INBOX = 10_000  # events a script may be behind before its stream is reset
MAX_FRAMES = 65_536  # events kept for `request.frames`
CREDIT_OCTETS = 32_768  # consumed octets are credited in portions of this size, or when idle


class Mode(Enum):
    LIVE = 0
    COLLECTS = 1
    DISCARDS = 2  # nobody will look at the body


class OnError(Enum):
    """What a client gets when a script raises and no headers were sent; else it is a reset."""

    ANSWER = "answer"  # 500 with the traceback, as wptserve does
    RESET = "reset"
    NOTHING = "nothing"


_GIVEN_UP = object()


class StreamTask(Serial):
    """One request and its handler."""

    __slots__ = (
        "_async",
        "_began",
        "_context",
        "_printer",
        "_uncredited",
        "body",
        "channel",
        "connection",
        "event",
        "frames",
        "hooks",
        "host",
        "mode",
        "path",
        "reported",
        "request",
        "response",
        "target",
        "told_queued",
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
        self.channel = LinkChannel(connection.link, host.pool, event.stream_id, event.seq)
        self.body = Body()
        self.frames = Frames(self.body)
        self.request: Request | None = None
        self.response: Response | None = None
        self.reported = False  # its end is in the journal
        self.told_queued = False
        self._began = 0.0
        self._uncredited = 0
        self._context: contextvars.Context | None = None
        self._printer: prints.Printer | None = None
        self._async: asyncio.Runner | None = None

    # -- on the loop's thread

    def begin(self) -> None:
        """Take the request. The target is set if it is known."""
        if self.target is not None:
            self.hooks = hooks_now(self.target)
            self.mode = self._mode()
            if self.mode is not Mode.LIVE:
                if self.event.stream_ended is not None:
                    self._submit_whole()
                return
            if self.hooks is not None:
                self._began = time.monotonic()
                self._record_start()
        self.deliver(self.event)

    def _mode(self) -> Mode:
        """How to take the events of this request, by what is known of its handler."""
        if self.target is None:
            return Mode.LIVE
        if self.target.does not in _RUNS:
            return Mode.DISCARDS
        return Mode.LIVE if self.hooks is None or self.hooks.waits else Mode.COLLECTS

    def take(self, event: Any) -> None:
        """An event of the stream after its request."""
        with self.lock:
            live = self.mode is Mode.LIVE and self.state is not State.OVER
            if live:
                self.inbox.append(event)
                start = self._start()
        if not live:
            self._collect(event)
        elif start:
            self.pool.submit(self)
        elif len(self.inbox) > MAX_INBOX:
            self._too_far_behind()

    def _collect(self, event: Any) -> None:
        wanted = self.mode is Mode.COLLECTS and self.state is State.RESTING
        if type(event) is events.DataReceived:
            if wanted:
                self.body.append(event.data)
            self.connection.link.credit(event.stream_id, event.flow_controlled_length)
        elif type(event) is not events.TrailersReceived:
            return
        if wanted and len(self.frames) < MAX_FRAMES:
            self.frames.append(event)
        if event.stream_ended is not None and self.state is State.RESTING:
            self._submit_whole()

    def _submit_whole(self) -> None:
        """The request is complete, and nothing of it was handled yet."""
        self.state = State.READY
        self.inbox.append(None)
        if self.hooks is not None and not self._began:
            self._began = time.monotonic()
            self._record_start()
        self.pool.submit(self)

    def _record_start(self) -> None:
        """A script has the request now. Nothing is said of files: they are no handlers."""
        self._record(Kind.HANDLER_STARTED, {"script": self._name(), "path": self._shown_path()})

    def _record(self, kind: Kind, detail: dict[str, Any]) -> None:
        number = self.event.stream_id
        self.connection.link.record(
            kind, cause=self.event.seq, origin=Origin.SCRIPT, detail={"stream": number, **detail}
        )

    def _name(self) -> str:
        if self.hooks is not None:
            return self.hooks.name
        return "" if self.target is None else self.target.path

    def _shown_path(self) -> str:
        return self.path.decode("latin-1")

    def _too_far_behind(self) -> None:
        if self.channel.closed is not None:
            return
        link, number = self.connection.link, self.event.stream_id
        detail = {"limit": "handler_backlog", "value": MAX_INBOX, "done": "stream reset"}
        seq = link.record(Kind.LIMIT_REACHED, detail={"stream": number, **detail})
        reset = RstStream(stream_id=number, error_code=ErrorCode.ENHANCE_YOUR_CALM)
        link.fire(Send(frames=(reset,), door=Door.WIRE), Origin.ENGINE, seq)
        self.closed(StreamClosed("the script is too far behind: the stream was reset"), None)

    def closed(self, reason: StreamClosed, event: events.StreamReset | None = None) -> None:
        """Stream or connection ended; `event` if the script may hear of it."""
        if self.channel.closed is None:
            self.channel.closed = reason
        with self.lock:
            live, resting = self.mode is Mode.LIVE, self.state is State.RESTING
        if not live:
            if resting:
                self.body.close()  # nobody has begun with it
            self.abandon()
            return
        hears = event is not None and (self.hooks is None or "handle_reset" in self.hooks.stream)
        if not hears:
            self.abandon()
        self.deliver(event if hears else _GIVEN_UP)

    def abandon(self) -> None:
        """The script's work is for nobody now, unless it has answered; its thread goes on."""
        if self._began and not self.reported and not self._has_answered():
            self.reported = True
            self._record(Kind.HANDLER_ABANDONED, {"reason": str(self.channel.closed)})

    def _has_answered(self) -> bool:
        """Our direction of the stream has ended: the client left because it has everything."""
        endpoint, number = self.connection.link.endpoint, self.event.stream_id
        gone = isinstance(self.channel.closed, ConnectionClosed)
        return gone and endpoint is not None and not endpoint.lawful.is_open(number)

    def queued(self, running: int) -> None:
        if not self.told_queued:
            self.told_queued = True
            self.host.tell_queued(self, running)

    # -- on the stream's thread

    @property
    def keeps_thread(self) -> bool:  # type: ignore[override]
        return self.mode is Mode.LIVE

    def handle(self, item: Any) -> bool:
        if item is None:
            return self._whole()
        if item is _GIVEN_UP:
            return False
        try:
            if self.request is None:
                self._make_facade()
                self._find_hooks()
            return _HANDLE[type(item)](self, item)
        except BaseException as error:
            self._raised("", error)
            return False

    def _whole(self) -> bool:
        """The request is complete and was only collected."""
        if self.channel.closed is None:
            self._make_facade()
            self._complete()
        return False

    def _find_hooks(self) -> None:
        """Who answers, if the loop did not know: reads files and may run a script's text."""
        if self.target is None:
            self.target = self.host.find(self.path)
        if self.hooks is None and self.target.does in _RUNS:
            self.hooks = self.target.hooks
            if self.target.script is not None:
                self.hooks = self.target.script.current()
            self._began = time.monotonic()
            self._post(self._record_start)

    def _make_facade(self) -> None:
        host = self.host
        doc_root = host.doc_root
        self.request = Request(self.event, self.channel, self.body, host.environment, doc_root)
        vars(self.request)["frames"] = self.frames
        self.response = Response(self.request, self.channel)

    def pause(self) -> None:
        self._credit()

    def idle(self) -> None:
        if self.mode is Mode.LIVE:
            self.mode = self._mode()

    def _request(self, event: events.RequestReceived) -> bool:
        return self._call("handle_headers", event) and self._then(event)

    def _data(self, event: events.DataReceived) -> bool:
        self.body.append(event.data)
        went_on = self._call("handle_data", event)
        self._uncredited += event.flow_controlled_length
        if self._uncredited >= CREDIT_OCTETS or not went_on:
            self._credit()
        return went_on and self._then(event)

    def _trailers(self, event: events.TrailersReceived) -> bool:
        return self._call("handle_trailers", event) and self._then(event)

    def _reset(self, event: events.StreamReset) -> bool:
        self.channel.raw_ends = False
        self._call("handle_reset", event)
        self._ended()
        return False

    def _window_update(self, event: events.WindowUpdated) -> bool:
        return self._call("handle_window_update", event)

    def _priority(self, event: events.PriorityUpdated) -> bool:
        return self._call("handle_priority", event)

    def _then(self, event: Any) -> bool:
        """After a hook: the request may be complete now."""
        if len(self.frames) < MAX_FRAMES:
            self.frames.append(event)
        if event.stream_ended is None:
            return True
        self._credit()
        self._complete()
        return False

    def _credit(self) -> None:
        if self._uncredited:
            octets, self._uncredited = self._uncredited, 0
            link, number = self.connection.link, self.event.stream_id
            self._post(lambda: link.credit(number, octets))

    def _post(self, call: Callable[[], object]) -> None:
        try:
            self.channel.post(call)
        except StreamClosed:
            return  # there is no connection left it could matter to

    # -- hooks

    def _call(self, name: str, event: Any) -> bool:
        """Call a hook if there is one; False when it raised and the stream is done with."""
        hook = self.hooks.stream.get(name) if self.hooks is not None else None
        if hook is None:
            return True
        try:
            self._run(hook, event, self.request, self.response)
        except BaseException as error:
            self._raised(name, error)
            return False
        return True

    def _run(self, hook: Hook, *arguments: Any) -> Any:
        if self._context is None:
            self._context = contextvars.copy_context()
            self._printer = prints.Printer(self._printed)
            self._context.run(prints.current.set, self._printer)
        value = self._context.run(hook, *arguments)
        if value is not None and inspect.isawaitable(value):
            value = self._run_async(value)
        return value

    def _run_async(self, awaitable: Any) -> Any:
        """On an event loop the stream keeps, so that tasks and locks live from hook to hook."""
        if self._async is None:
            self._async = asyncio.Runner()

        async def wait() -> Any:
            return await awaitable

        with self.pool.blocking():
            return self._async.run(wait(), context=self._context)

    def _printed(self, text: str) -> None:
        self.channel.record(Kind.PRINTED, {"text": text})

    def _complete(self) -> None:
        """The request is complete: `main`, and whatever the script left unwritten."""
        assert self.target is not None and self.request is not None and self.response is not None
        try:
            _DO[self.target.does](self, self.target, self.request, self.response)
            finish(self.request, self.response)
        except BaseException as error:
            self._raised("main", error)
        else:
            self._ended()

    def _main(self, target: Target, request: Request, response: Response) -> None:
        main = self.hooks.stream.get("main") if self.hooks is not None else None
        if main is not None:
            apply_return_value(response, self._run(main, request, response))

    # -- the end

    def _raised(self, hook: str, error: BaseException) -> None:
        """What a hook raised, or what came of writing its response."""
        if isinstance(error, ProtocolError) and self._is_over():
            self._ended()  # there is nobody left to answer, which is no fault of the script
            return
        if self._is_our_fault(error):
            self._report(hook, error)
        if self.response is not None and not self._is_over():
            self._answer(error)
        self._ended()

    def _is_over(self) -> bool:
        response = self.response
        ended = response is not None and response.writer.stream_ended
        return self.channel.closed is not None or ended

    def _is_our_fault(self, error: BaseException) -> bool:
        return not is_http_exception(error) or getattr(error, "code", 500) >= 500

    def _report(self, hook: str, error: BaseException) -> None:
        if isinstance(error, ScriptError):
            file, line, text, trace = error.file, error.line, error.text, error.trace
        else:
            trace = script_traceback(error)
            (file, line), text = script_place(error, self._name()), describe(error)
        detail = {"hook": hook, "error": text, "file": file, "line": line, "traceback": trace}
        self._note(Kind.HANDLER_RAISED, detail)

    def _answer(self, error: BaseException) -> None:
        assert self.request is not None and self.response is not None
        policy = self.host.on_error
        try:
            told = is_http_exception(error) or policy is OnError.ANSWER
            if told and not self.response.writer.content_written:
                trim(error)
                answer_error(self.response, error)
                finish(self.request, self.response)
            elif policy is not OnError.NOTHING:
                number = self.event.stream_id
                reset = RstStream(stream_id=number, error_code=ErrorCode.INTERNAL_ERROR)
                self.channel.fire(Send(frames=(reset,), door=Door.WIRE), wait=False)
        except ProtocolError:
            return  # the stream has ended meanwhile

    def _note(self, kind: Kind, detail: dict[str, Any]) -> None:
        try:
            self.channel.record(kind, detail)
        except StreamClosed:
            return

    def _ended(self) -> None:
        """Printed lines first, then the record of the end."""
        self._close_context()
        seconds = time.monotonic() - self._began
        self._post(lambda: self._end_on_loop(seconds))

    def _close_context(self) -> None:
        if self._async is not None:
            runner, self._async = self._async, None
            runner.close()
        if self._printer is not None:
            printer, self._printer = self._printer, None
            try:
                printer.close()
            except StreamClosed:
                return

    def _end_on_loop(self, seconds: float) -> None:
        if self._began and not self.reported:
            self.reported = True
            self._record(Kind.HANDLER_ENDED, {"seconds": round(seconds, 6)})
        self.connection.forget(self)

    def over(self, left: list[Any]) -> None:
        self._close_context()
        for event in left:
            if type(event) is events.DataReceived:
                self._uncredited += event.flow_controlled_length
        self._credit()
        self.body.close()
        if self.request is not None:
            self.request.close()


def hooks_now(target: Target) -> Hooks | None:
    """The hooks, if they are known without looking at a file."""
    return target.hooks if target.script is None else target.script.in_force


def _only_get(request: Request) -> None:
    if request.method not in ("GET", "HEAD"):
        raise HTTPException(404)  # wptserve has no route for the others


def _file(task: StreamTask, target: Target, request: Request, response: Response) -> None:
    _only_get(request)
    serve_file(target.path, request, response)


def _listing(task: StreamTask, target: Target, request: Request, response: Response) -> None:
    _only_get(request)
    list_folder(target.path, request, response)


def _redirect(task: StreamTask, target: Target, request: Request, response: Response) -> None:
    _only_get(request)
    redirect_to_folder(request, response)


def _missing(task: StreamTask, target: Target, request: Request, response: Response) -> None:
    response.set_error(404)


_RUNS = frozenset({Does.SCRIPT, Does.HOOKS})
_DO: dict[Does, Callable[[StreamTask, Target, Request, Response], None]] = {
    Does.SCRIPT: StreamTask._main,
    Does.HOOKS: StreamTask._main,
    Does.FILE: _file,
    Does.LISTING: _listing,
    Does.REDIRECT: _redirect,
    Does.MISSING: _missing,
}
_HANDLE: dict[type, Callable[[StreamTask, Any], bool]] = {
    events.RequestReceived: StreamTask._request,
    events.DataReceived: StreamTask._data,
    events.TrailersReceived: StreamTask._trailers,
    events.StreamReset: StreamTask._reset,
    events.WindowUpdated: StreamTask._window_update,
    events.PriorityUpdated: StreamTask._priority,
}
