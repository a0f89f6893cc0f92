"""One request in the hands of its handler: hooks called, its end written, failures answered.

On the stream's thread throughout. Knows a request and a channel, not how events come.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Callable
from enum import Enum
from typing import Any

from h2craft.actions import Door, RstStream, Send
from h2craft.script import prints
from h2craft.script.compat import is_http_exception
from h2craft.script.errors import HTTPException, ProtocolError, StreamClosed
from h2craft.script.hooks import Hook, Hooks
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.loader import ScriptError
from h2craft.script.pool import WorkerPool
from h2craft.script.request import Request
from h2craft.script.response import Response, answer_error, apply_return_value, finish
from h2craft.script.router import Does, Target
from h2craft.script.static import list_folder, redirect_to_folder, serve_file
from h2craft.script.tracebacks import describe, script_place, script_traceback, trim
from h2craft.trace import Kind
from h2craft.wire import ErrorCode


class OnError(Enum):
    """What a client gets when a script raises and no headers were sent; else it is a reset."""

    ANSWER = "answer"  # 500 with the traceback, as wptserve does
    RESET = "reset"
    NOTHING = "nothing"


class Scope:
    """Where hooks run: a context, a printer and an event loop of their own, from first to last."""

    __slots__ = ("_async", "_context", "_pool", "_printer")

    def __init__(self, pool: WorkerPool, printed: Callable[[str], None]) -> None:
        self._pool = pool
        self._printer = prints.Printer(printed)
        self._context = contextvars.copy_context()
        self._context.run(prints.current.set, self._printer)
        self._async: asyncio.Runner | None = None

    def call(self, hook: Hook, *arguments: Any) -> Any:
        """Call a hook; what it gives is awaited if it is awaitable."""
        value = self._context.run(hook, *arguments)
        if value is not None and inspect.isawaitable(value):
            return self._await(value)
        return value

    def _await(self, awaitable: Any) -> Any:
        """On an event loop that is kept, so that tasks and locks live from hook to hook."""
        if self._async is None:
            self._async = asyncio.Runner()

        async def wait() -> Any:
            return await awaitable

        with self._pool.blocking():
            return self._async.run(wait(), context=self._context)

    def flush(self) -> None:
        """Pass on what was printed without a newline."""
        try:
            self._printer.close()
        except StreamClosed:
            return  # nobody is left to tell

    def close(self) -> None:
        """No hook comes any more."""
        if self._async is not None:
            runner, self._async = self._async, None
            runner.close()
        self.flush()


class Handling:
    """See the module. `target` and `hooks` are None as long as nobody knows who answers.

    cut  what kept a hook from doing all it was about to, as the end of the stream or connection
         did: hook, file and line, and why. It is no fault of the script
    """

    __slots__ = (
        "_on_error",
        "_pool",
        "_scope",
        "channel",
        "completed",
        "cut",
        "hooks",
        "request",
        "response",
        "target",
    )

    def __init__(
        self, request: Request, channel: LinkChannel, pool: WorkerPool, on_error: OnError
    ) -> None:
        self.request = request
        self.response = Response(request, channel)
        self.channel = channel
        self.target: Target | None = None
        self.hooks: Hooks | None = None
        self.completed = False  # `main` has had its turn
        self.cut: dict[str, Any] | None = None
        self._pool = pool
        self._on_error = on_error
        self._scope: Scope | None = None

    def has(self, name: str) -> bool:
        return self.hooks is not None and name in self.hooks.stream

    def call(self, name: str, event: Any) -> bool:
        """Call a hook if there is one; False when it raised and the request is done with."""
        hook = self.hooks.stream.get(name) if self.hooks is not None else None
        if hook is None:
            return True
        try:
            self._run(hook, event, self.request, self.response)
        except BaseException as error:
            self.raised(name, error)
            return False
        return True

    def complete(self) -> None:
        """The request is complete: `main` or the file, and what the script left unwritten."""
        assert self.target is not None
        self.completed = True
        # Hooks for what comes meanwhile: then the end of the answer is waited for, to be there.
        self.response.writer.waits = self.hooks is not None and self.hooks.listens
        try:
            _DO[self.target.does](self, self.target)
        except BaseException as error:
            self.raised("main", error)
            return
        try:
            finish(self.request, self.response)
        except BaseException as error:
            self.raised("main", error, finishing=True)

    def main(self, target: Target) -> None:
        """Call `main`, and take what it returns as WPT does."""
        main = self.hooks.stream.get("main") if self.hooks is not None else None
        if main is not None:
            apply_return_value(self.response, self._run(main, self.request, self.response))

    def _run(self, hook: Hook, *arguments: Any) -> Any:
        if self._scope is None:
            self._scope = Scope(self._pool, self._printed)
        return self._scope.call(hook, *arguments)

    def _printed(self, text: str) -> None:
        self.channel.record(Kind.PRINTED, {"text": text})

    def flush(self) -> None:
        """No event is there to be handled: pass on what was printed so far."""
        if self._scope is not None:
            self._scope.flush()

    def close(self) -> None:
        """No hook comes any more. Calling it again changes nothing."""
        if self._scope is not None:
            scope, self._scope = self._scope, None
            scope.close()

    # Failures

    def raised(self, hook: str, error: BaseException, *, finishing: bool = False) -> None:
        """What a hook raised (or loading it, or writing its response): said, and answered.

        `finishing`: the hook has returned, it is the end of its answer that could not be written.
        """
        if isinstance(error, ProtocolError) and self._is_over():
            if not finishing or not self.response.writer.content_written:
                file, line = script_place(error, self.name)
                self.cut = {"cut": str(error), "hook": hook, "file": file, "line": line}
            return  # there is nobody left to answer, which is no fault of the script
        if not is_http_exception(error) or getattr(error, "code", 500) >= 500:
            self._report(hook, error)
        if not self._is_over():
            self._answer(error)

    def _is_over(self) -> bool:
        return self.channel.closed is not None or self.response.writer.stream_ended

    def _report(self, hook: str, error: BaseException) -> None:
        if isinstance(error, ScriptError):
            file, line, text, trace = error.file, error.line, error.text, error.trace
        else:
            trace = script_traceback(error)
            file, line = script_place(error, self.name)
            text = describe(error)
        detail = {"hook": hook, "error": text, "file": file, "line": line, "traceback": trace}
        try:
            self.channel.record(Kind.HANDLER_RAISED, detail)
        except StreamClosed:
            return

    @property
    def name(self) -> str:
        """What a record calls the handler."""
        if self.hooks is not None:
            return self.hooks.name
        return "" if self.target is None else self.target.path

    def _answer(self, error: BaseException) -> None:
        told = is_http_exception(error) or self._on_error is OnError.ANSWER
        try:
            if told and not self.response.writer.content_written:
                trim(error)
                answer_error(self.response, error)
                finish(self.request, self.response)
            elif self._on_error is not OnError.NOTHING:
                number = self.request.h2_stream_id
                reset = RstStream(stream_id=number, error_code=ErrorCode.INTERNAL_ERROR)
                self.channel.fire(Send(frames=(reset,), door=Door.WIRE), wait=False)
        except ProtocolError:
            return  # the stream has ended meanwhile

    # Files

    def _has_route(self) -> bool:
        """Whether wptserve has one: for any method to a script, for two to everything else."""
        if self.request.method in ("GET", "HEAD") or self.request.url_parts.path.endswith(".py"):
            return True
        self.response.set_error(404)
        return False

    def file(self, target: Target) -> None:
        if self._has_route():
            serve_file(target.path, self.request, self.response)

    def listing(self, target: Target) -> None:
        if self._has_route():
            list_folder(target.path, self.request, self.response)

    def redirect(self, target: Target) -> None:
        if self._has_route():
            redirect_to_folder(self.request, self.response)

    def missing(self, target: Target) -> None:
        if self._has_route():
            raise HTTPException(404)


_DO: dict[Does, Callable[[Handling, Target], None]] = {
    Does.SCRIPT: Handling.main,
    Does.HOOKS: Handling.main,
    Does.FILE: Handling.file,
    Does.LISTING: Handling.listing,
    Does.REDIRECT: Handling.redirect,
    Does.MISSING: Handling.missing,
}
