"""One run of one case against one client: served, started, listened to, judged.

Knows engines and processes; whether a run is to be repeated is the suite's business.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from h2craft.check.calibration import Calibration, known
from h2craft.check.client import Client
from h2craft.check.measure import Meter, processor_seconds
from h2craft.check.options import ABUSE, SuiteOptions
from h2craft.check.result import RunResult
from h2craft.check.strays import VARIABLE, end_strays
from h2craft.judge import Case, ClientRun, Hearing, Shape
from h2craft.model import facts
from h2craft.replay import Options, Ran, Stage, Tail, environment_for, run_words
from h2craft.trace import Kind, Record

LOAD_SECONDS = 20.0
HANDLER_SECONDS = 6.0
"""How long a handler may go on after its client has gone: the longest of its own waits."""

HANG_FACTOR = 2.0
"""Who has not ended in time gets so many times that, and is looked at meanwhile."""

IDLE_SHARE = 0.01
"""Of a processor: who waits in vain needs less, and who only waits for a processor gets more."""

LOOKED_AT = 0.95

REST_SECONDS = 2.0
"""How long connections may stay open after the client has ended: its system may be slow."""

ARRIVAL_SECONDS = 0.02
"""What a client said in its last moment may be with the system yet."""

MEMORY_OCTETS = 16 << 20
VARIANT = "variant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run.

    shape    what the client is told to ask for; push left out where it takes them anyway
    number   the first is 1
    limit    seconds
    folder   where the client is started, empty
    token    by which its processes are found
    trace    where the records are to be kept; None: nowhere
    """

    case: Case
    variant: str
    shape: Shape
    number: int
    limit: float
    folder: Path
    token: str = ""
    trace: Path | None = None


class BrokenCase(Exception):
    """The case could not be served: its script cannot be loaded."""


async def perform(
    plan: Plan, client: Client, options: SuiteOptions, calibration: Calibration
) -> RunResult:
    """Run it. BrokenCase, EngineError or OSError where it cannot be served."""
    stage = Stage(
        plan.case.entry,
        stage_options(plan.case, options, plan.variant, limit=plan.limit, trace=plan.trace),
    )
    hearing = Hearing(plan.case, plan.variant)
    watch = Watch(hearing)
    tail = Tail(stage.journal, watch.take)
    playing = _Playing(plan, client, stage.values, watch)
    began = time.monotonic()
    try:
        await tail.until(lambda: watch.loaded or bool(watch.broken), LOAD_SECONDS)
        if not watch.loaded:
            raise BrokenCase(watch.broken or "its script was not loaded")
        run = known(await playing.perform(), calibration)
        if calibration.leaves:
            end_strays(plan.token)
        await _rest(tail, watch)
    finally:
        await tail.close()
        stage.close()
    tail.catch_up()
    return RunResult(
        variant=plan.variant,
        number=plan.number,
        judgement=hearing.verdict(run),
        client=run,
        idle=playing.idle,
        seconds=time.monotonic() - began,
        trace=plan.trace,
    )


def stage_options(
    case: Case,
    options: SuiteOptions,
    variant: str = "",
    *,
    limit: float = 0.0,
    trace: Path | None = None,
) -> Options:
    """How a case is served; its own waits are over in `limit` seconds (0: as the suite has it)."""
    return Options(
        timeout=limit or options.limit_of(case),
        h2c=options.h2c,
        host=options.host,
        ca_folder=options.ca_folder,
        serve=case.served(variant),
        trace=trace,
        keep_tls=options.keep_tls and trace is not None,
        keep=False,
        memory_octets=MEMORY_OCTETS,
    )


async def _rest(tail: Tail, watch: Watch) -> None:
    """Until connections and handlers have ended; not for ever."""
    await asyncio.sleep(ARRIVAL_SECONDS)
    tail.catch_up()
    await tail.until(lambda: not tail.open, REST_SECONDS)
    await tail.until(lambda: not watch.running, HANDLER_SECONDS)


class Watch:
    """What a run waits for among its records, which the judge hears all.

    loaded    the script is; `broken` is why not
    connected, asked  somebody has come, and has made a request; `requests` counts them
    heard     how many records there were
    running   handlers that have not ended, by connection and stream
    """

    def __init__(self, hearing: Hearing) -> None:
        self.loaded = False
        self.broken = ""
        self.connected = asyncio.Event()
        self.asked = asyncio.Event()
        self.requests = 0
        self.heard = 0
        self.running: set[tuple[int, int]] = set()
        self._hearing = hearing

    def take(self, record: Record) -> None:
        self._hearing.take(record)
        self.heard += 1
        if record.kind == Kind.CONNECTION_OPENED:
            self.connected.set()
        elif record.kind == Kind.SCRIPT_LOADED:
            self.loaded = True
        elif record.kind == Kind.SCRIPT_BROKEN:
            detail = facts(record)
            self.broken = f"line {detail.get('line')}: {detail.get('error')}"
        elif record.kind == Kind.HANDLER_STARTED:
            self.asked.set()
            self.requests += 1
            self.running.add(_handler(record))
        elif record.kind == Kind.HANDLER_ENDED:
            self.running.discard(_handler(record))


def _handler(record: Record) -> tuple[int, int]:
    return record.connection, int(facts(record).get("stream") or 0)


class _Playing:
    """The client's part.

    idle  it hung, and for as long as it was looked at neither it nor we did anything any more
    """

    def __init__(self, plan: Plan, client: Client, values: Mapping[str, str], watch: Watch) -> None:
        self._plan = plan
        self._client = client
        self._values = {**values, "url": url_for(values["url"], plan.variant)}
        self.idle = False
        self._watch = watch
        self._pid = 0
        self._interrupt = asyncio.Event()
        self._meter: Meter | None = None
        self._aside: list[asyncio.Task[None]] = []

    async def perform(self) -> ClientRun:
        plan = self._plan
        words, more = self._client.words(plan.shape, self._values, plan.folder)
        environment = {**environment_for(self._values), **more, VARIABLE: plan.token}
        first = plan.number == 1
        if plan.shape.cancel:
            self._aside.append(asyncio.create_task(self._cancel(plan.shape.cancel)))
        try:
            ran = await run_words(
                words,
                environment,
                plan.limit,
                cwd=self._client.place(plan.folder),
                started=self._started,
                interrupt=self._interrupt,
                more=self._patience if first and plan.case.group != ABUSE else None,
            )
        finally:
            for task in self._aside:
                task.cancel()
        return self._run(ran)

    def _started(self, pid: int) -> None:
        self._pid = pid
        if self._plan.case.group == ABUSE:
            self._meter = Meter(pid)
            self._aside.append(asyncio.create_task(self._meter.run()))
            self._aside.append(asyncio.create_task(self._connected(self._meter)))

    def _patience(self) -> float:
        seconds = self._plan.limit * (HANG_FACTOR - 1)
        self._aside.append(asyncio.create_task(self._look(seconds * LOOKED_AT)))
        return seconds

    async def _look(self, seconds: float) -> None:
        cost, heard = processor_seconds(self._pid), self._watch.heard
        await asyncio.sleep(seconds)
        more = processor_seconds(self._pid)
        if cost is not None and more is not None:
            self.idle = heard == self._watch.heard and more - cost < IDLE_SHARE * seconds

    async def _connected(self, meter: Meter) -> None:
        await self._watch.connected.wait()
        meter.sample()
        meter.connected = True

    async def _cancel(self, seconds: float) -> None:
        """Tell it to stop, so long after it has asked."""
        await self._watch.asked.wait()
        await asyncio.sleep(seconds)
        self._interrupt.set()

    def _run(self, ran: Ran) -> ClientRun:
        run = self._client.read(ran, self._plan.folder)
        told = self._interrupt.is_set()
        if self._meter is not None:
            run = replace(run, memory=self._meter.memory, cpu=self._meter.cpu)
        if told:  # the signal was ours
            own = run.signal == "SIGINT"
            run = replace(run, cancelled=True, signal="" if own else run.signal)
        return run


def url_for(url: str, variant: str) -> str:
    """The URL of one variant of a case."""
    if not variant:
        return url
    return f"{url}{'&' if '?' in url else '?'}{VARIANT}={variant}"
