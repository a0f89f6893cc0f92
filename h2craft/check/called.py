"""A case against a client that is a function of the caller's own: no process, no command line.

For the test suites of HTTP libraries written in Python. Knows engines; blocks, and has no loop.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from h2craft.check.options import SuiteOptions
from h2craft.check.result import CaseResult, RunResult
from h2craft.check.run import (
    ARRIVAL_SECONDS,
    HANDLER_SECONDS,
    LOAD_SECONDS,
    REST_SECONDS,
    BrokenCase,
    Watch,
    stage_options,
    url_for,
)
from h2craft.check.weigh import result_of
from h2craft.judge import Case, ClientRun, Hearing, Result, Shape
from h2craft.replay import Stage
from h2craft.trace import Cursor, Kind, Record

LOOK_AGAIN_SECONDS = 0.01
BODY_OCTET = b"b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a case asks of the function: requests of this shape, to this place.

    cacert   PEM of the CA to trust; empty in cleartext
    method   of each request; `body` is what it carries, as many octets as the case wants
    requests how many, one after the other on one connection; `parallel` of them at a time
    """

    url: str
    cacert: str
    shape: Shape

    @property
    def method(self) -> str:
        return self.shape.method

    @property
    def body(self) -> bytes:
        return BODY_OCTET * self.shape.size

    @property
    def requests(self) -> int:
        return self.shape.requests

    @property
    def parallel(self) -> int:
        return self.shape.parallel

    def ssl_context(self) -> ssl.SSLContext:
        """A client's context that trusts the server and offers h2."""
        context = ssl.create_default_context(cafile=self.cacert or None)
        context.set_alpn_protocols(["h2"])
        return context


Call = Callable[[Asked], Any]


def check_call(
    case: Case, call: Call, options: SuiteOptions | None = None, *, variant: str | None = None
) -> CaseResult:
    """Run a case against `call`, once for each of its variants, or for one of them.

    `call` makes the requests. What it returns is the body (str or octets), a response (with
    `content` and perhaps `status_code`), a list of those, or None where that is not told; what
    it raises is a request that has failed. It is called on this thread and is not interrupted.

    Raises EngineError or OSError where nothing can be served, BrokenCase where the case is broken.
    """
    options = options or SuiteOptions()
    variants = (case.variants or ("",)) if variant is None else (variant,)
    return result_of(case, [_run(case, name, call, options) for name in variants])


def _run(case: Case, variant: str, call: Call, options: SuiteOptions) -> RunResult:
    stage = Stage(case.entry, stage_options(case, options))
    hearing = Hearing(case, variant)
    tail = _Tail(stage, hearing)
    began = time.monotonic()
    try:
        tail.until(lambda: tail.watch.loaded or bool(tail.watch.broken), LOAD_SECONDS)
        if not tail.watch.loaded:
            raise BrokenCase(tail.watch.broken or "its script was not loaded")
        url = url_for(stage.values["url"], variant)
        client = _called(call, Asked(url=url, cacert=stage.values["cacert"], shape=case.shape))
        time.sleep(ARRIVAL_SECONDS)
        tail.until(lambda: not tail.open, REST_SECONDS)
        tail.until(lambda: not tail.watch.running, HANDLER_SECONDS)
    finally:
        stage.close()
    tail.read()
    return RunResult(
        variant=variant,
        judgement=hearing.verdict(client),
        client=client,
        seconds=time.monotonic() - began,
    )


class _Tail:
    """The records of a stage, given to the judge as somebody waits."""

    def __init__(self, stage: Stage, hearing: Hearing) -> None:
        self.watch = Watch(hearing)
        self.open: set[int] = set()
        self._cursor = Cursor(stage.journal)

    def read(self) -> None:
        while records := self._cursor.read():
            for record in records:
                self._take(record)

    def _take(self, record: Record) -> None:
        if record.kind == Kind.CONNECTION_OPENED:
            self.open.add(record.connection)
        elif record.kind == Kind.CONNECTION_CLOSED:
            self.open.discard(record.connection)
        self.watch.take(record)

    def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait for it, not for ever."""
        end = time.monotonic() + seconds
        self.read()
        while not condition() and time.monotonic() < end:
            time.sleep(LOOK_AGAIN_SECONDS)
            self.read()


def _called(call: Call, asked: Asked) -> ClientRun:
    began = time.monotonic()
    try:
        results = _results(call(asked))
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        results = (Result(ok=False, error=said),)
    name = getattr(call, "__name__", type(call).__name__)
    return ClientRun(
        words=(name,),
        status=None,
        seconds=time.monotonic() - began,
        results=results,
    )


def _results(returned: Any) -> tuple[Result, ...]:
    if isinstance(returned, Sequence) and not isinstance(returned, str | bytes | bytearray):
        return tuple(_result(one) for one in returned)
    return (_result(returned),)


def _result(one: Any) -> Result:
    """Of a body, or of what looks like a response of one of the usual libraries."""
    if one is None:
        return Result(ok=True)
    content = getattr(one, "content", one)
    body = content.encode() if isinstance(content, str) else bytes(content)
    status = getattr(one, "status_code", getattr(one, "status", None))
    status = status if isinstance(status, int) else None
    return Result(ok=True, status=status, body=body, length=len(body))
