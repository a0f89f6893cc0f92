"""One scenario, one client command: served, run, watched until all is at rest. Prints nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from h2craft.replay.command import ClientCommand, Ran
from h2craft.replay.following import Following
from h2craft.replay.options import REST_SECONDS, Options, Replayed
from h2craft.replay.stage import Stage, entry_of
from h2craft.replay.watching import Watching
from h2craft.scenario import Comparison, Entry, Notes, Verdict, called
from h2craft.trace import Journal

ARRIVAL_SECONDS = 0.02
"""What a client said in its last moment may be with the system yet."""

LAST_SECONDS = 0.25
"""How long a handler whose client has gone may take to show that it had done everything."""

Judge = Callable[[Notes, Journal], Comparison]
Opened = Callable[[Stage], Callable[[], object]]


def run(
    scenario: Entry | Path | str,
    words: Sequence[str],
    options: Options | None = None,
    *,
    judge: Judge | None = None,
) -> Replayed:
    """Replay a scenario, by name or file, with this client command.

    Blocks until it is over. Words may hold {url}, {base}, {cacert}, {host} and {port}. Raises
    ScenarioError where there is no such scenario or placeholder, and EngineError, RootError or
    OSError where it cannot be served.
    """
    command = ClientCommand(words)
    return asyncio.run(replay(entry_of(scenario), command, options or Options(), judge=judge))


async def replay(
    entry: Entry,
    command: ClientCommand,
    options: Options,
    *,
    judge: Judge | None = None,
    stop: asyncio.Event | None = None,
    opened: Opened | None = None,
) -> Replayed:
    """The same for a loop of the caller's.

    judge   compares with the recording; None: nobody asked
    stop    ends it early, with what is known so far
    opened  called once it is served; what it returns is called before that ends
    """
    stage = Stage(entry, options)
    closing: Callable[[], object] | None = None
    watching = Watching(entry, stage.notes, keep=options.keep)
    following = Following(stage.journal, watching.take)
    try:
        closing = opened(stage) if opened is not None else None
        played = _Run(stage, command, options, watching, following, stop or asyncio.Event())
        return await played.perform(judge)
    finally:
        await following.close()
        if closing is not None:
            closing()
        stage.close()


class _Run:
    """See the module; made on a running loop."""

    def __init__(
        self,
        stage: Stage,
        command: ClientCommand,
        options: Options,
        watching: Watching,
        following: Following,
        stop: asyncio.Event,
    ) -> None:
        self._stage = stage
        self._command = command
        self._options = options
        self._watching = watching
        self._following = following
        self._stop = stop
        self._began = time.monotonic()

    @property
    def _left(self) -> float:
        return max(0.0, self._began + self._options.timeout - time.monotonic())

    async def perform(self, judge: Judge | None) -> Replayed:
        trouble = await loaded(
            self._watching, self._following, self._options.timeout, stop=self._stop
        )
        ran: Ran | None = None
        if not trouble and not self._stop.is_set():
            self._began = time.monotonic()
            ran = await self._client()
            await self._rest()
        self._following.catch_up()
        stage, watching = self._stage, self._watching
        verdict = watching.doing.verdict()
        compare = judge is not None and not trouble and ran is not None
        return Replayed(
            name=called(stage.entry),
            file=stage.entry.file,
            url=stage.url,
            needs=stage.entry.needs,
            verdict=Verdict(done=False) if trouble else verdict,
            client=ran,
            program=watching.program,
            comparison=judge(stage.notes, stage.journal) if judge and compare else None,
            trouble=trouble,
            interrupted=self._stop.is_set(),
            seconds=time.monotonic() - self._began,
            records=tuple(watching.records),
        )

    async def _client(self) -> Ran | None:
        """Until it has ended, or somebody ends all of it."""
        running = asyncio.ensure_future(self._command.run(self._stage.values, self._left))
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return running.result() if running.done() else None
        finally:
            stopping.cancel()
            running.cancel()
            await asyncio.wait({running, stopping})

    async def _rest(self) -> None:
        """Until handlers and connections have ended; not for ever, as others may keep them."""
        doing, following = self._watching.doing, self._following
        await asyncio.sleep(ARRIVAL_SECONDS)
        following.catch_up()
        patience = REST_SECONDS if self._stop.is_set() else max(REST_SECONDS, self._left)
        await following.until(lambda: not doing.unfinished, patience)
        await following.until(lambda: not following.open, REST_SECONDS)
        await following.until(lambda: not doing.unfinished, REST_SECONDS)
        await following.until(lambda: not doing.running_on, LAST_SECONDS)


async def loaded(
    watching: Watching,
    following: Following,
    seconds: float,
    *,
    stop: asyncio.Event | None = None,
) -> str:
    """Wait until the scenario's file is loaded, or `stop`; why it is not, empty if it is."""
    stop = stop or asyncio.Event()
    loading = asyncio.ensure_future(
        following.until(lambda: watching.loaded or bool(watching.broken), seconds)
    )
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if loading.done() and loading.result():
            return watching.broken
    finally:
        loading.cancel()
        stopping.cancel()
        await asyncio.wait({loading, stopping})
    if stop.is_set():
        return f"{watching.name}: it was not loaded yet"
    return f"{watching.name}: it was not loaded within {seconds:g} s"
