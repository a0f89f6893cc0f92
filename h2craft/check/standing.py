"""Cases that are served by path, for clients that nobody here can start: browsers, devices.

`https://HOST/` lists them; `https://HOST/case/ID` sends the client on, by 307, to a port on which
that case alone is served: so it has an engine, a module and a record of its own, whatever else
goes on. It is judged once its connections are closed or quiet, by the wire alone. Prints nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from h2craft.check.index import index_page
from h2craft.check.options import SuiteOptions
from h2craft.check.result import CaseResult, RunResult
from h2craft.check.run import Watch, stage_options, url_for
from h2craft.check.weigh import result_of
from h2craft.engine import EngineError
from h2craft.judge import Case, ClientRun, Hearing
from h2craft.replay import Options, Stage, Tail
from h2craft.scenario import Entry
from h2craft.script import RootError

CASE_PATH = "/case/"
QUIET_SECONDS = 3.0
PATIENT_SECONDS = 10.0
"""Nothing heard for so long: it is over. The second is for one that has not asked for all yet."""

COMING_SECONDS = 60.0
"""How long a client may take to follow."""

LOOK_SECONDS = 0.25
UNKNOWN = ClientRun(status=None, tells_exit=False, tells_body=False)
NOT_STARTED = "not started by us: the wire alone is judged"

Tell = Callable[[CaseResult], object]


@dataclass(slots=True, kw_only=True)
class _Visit:
    """A case that is served for somebody."""

    case: Case
    variant: str
    stage: Stage
    tail: Tail
    watch: Watch
    hearing: Hearing
    opened: float = field(default_factory=time.monotonic)
    heard: int = 0
    at: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        """Closed, or quiet; False before anybody has come."""
        now, last = time.monotonic(), self.stage.journal.last
        if last != self.heard:
            self.heard, self.at = last, now
        if not self.watch.connected.is_set():
            return False
        quiet = now - self.at
        asked = self.watch.requests >= self.case.shape.requests
        if not self.tail.open and asked and not self.watch.running:
            return True
        return quiet > (QUIET_SECONDS if asked and not self.watch.running else PATIENT_SECONDS)

    @property
    def never_came(self) -> bool:
        waited = time.monotonic() - self.opened
        return not self.watch.connected.is_set() and waited > COMING_SECONDS


class Serving:
    """Cases by path. EngineError or OSError where it cannot listen. Made on a running loop.

    url      of the list
    results  of each case that was visited, the worst of all its visits
    """

    def __init__(
        self, cases: Sequence[Case], options: SuiteOptions, tell: Tell, *, port: int = 0
    ) -> None:
        self._cases = {case.id: case for case in cases}
        self._options = options
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._visits: dict[tuple[str, str], _Visit] = {}
        self._runs: dict[str, list[RunResult]] = {}
        entry = Entry(name="check", file=Path("check"), path="/")
        self._front = Stage(
            entry,
            Options(
                h2c=options.h2c,
                host=options.host,
                port=port,
                ca_folder=options.ca_folder,
                keep=False,
            ),
            root=self._answer,
        )
        self.url = self._front.url
        self.about = self._front.client.about

    @property
    def results(self) -> list[CaseResult]:
        """In the order of the cases."""
        return [
            result_of(case, self._runs[case.id])
            for case in self._cases.values()
            if case.id in self._runs
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; what is not over by then is judged as it is."""
        try:
            while not stop.is_set():
                await self._look()
                try:
                    await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
                except TimeoutError:
                    continue
        finally:
            await self.close()

    async def close(self) -> None:
        """End it; closing twice is harmless."""
        self._front.close()
        for key in list(self._visits):
            await self._end(key, judged=self._visits[key].watch.connected.is_set())

    async def _look(self) -> None:
        for key, visit in list(self._visits.items()):
            if visit.never_came:
                await self._end(key, judged=False)
            elif visit.is_over():
                await self._end(key, judged=True)

    async def _end(self, key: tuple[str, str], *, judged: bool) -> None:
        visit = self._visits.pop(key)
        visit.tail.catch_up()
        await visit.tail.close()
        visit.stage.close()
        visit.tail.catch_up()
        if not judged:
            return
        judgement = replace(visit.hearing.verdict(UNKNOWN), client=NOT_STARTED)
        runs = self._runs.setdefault(visit.case.id, [])
        number = 1 + sum(run.variant == visit.variant for run in runs)
        run = RunResult(
            variant=visit.variant,
            number=number,
            judgement=judgement,
            seconds=time.monotonic() - visit.opened,
        )
        runs.append(run)
        self._tell(result_of(visit.case, [run]))

    # On a thread of the front's engine

    def _answer(self, request: Any, response: Any) -> Any:
        split = urlsplit(request.request_path)
        if split.path == "/":
            page = index_page(list(self._cases.values()), self._outcomes())
            return 200, [("content-type", "text/html; charset=utf-8")], page
        name = split.path.removeprefix(CASE_PATH)
        case = self._cases.get(name)
        if case is None or not split.path.startswith(CASE_PATH):
            return 404, [("content-type", "text/plain")], "There is no such case; / lists them.\n"
        return self._sent_on(case, request)

    def _sent_on(self, case: Case, request: Any) -> Any:
        wanted = request.GET.first("variant", b"")
        variant = wanted.decode("latin-1") if isinstance(wanted, bytes) else str(wanted)
        variant = variant or next(iter(case.variants), "")
        if variant and variant not in case.variants:
            there_are = ", ".join(case.variants) or "none"
            return 404, [("content-type", "text/plain")], f"Its variants: {there_are}.\n"
        opening = asyncio.run_coroutine_threadsafe(self._open(case, variant), self._loop)
        try:
            visit = opening.result()
        except (EngineError, RootError, OSError) as error:
            return 503, [("content-type", "text/plain")], f"It cannot be served: {error}\n"
        host = request.url_parts.hostname or self._options.host
        shown = f"[{host}]" if ":" in host else host
        scheme, port = urlsplit(visit.stage.base).scheme, visit.stage.values["port"]
        there = url_for(f"{scheme}://{shown}:{port}{CASE_PATH}{case.id}", variant)
        fields = [("location", there), ("cache-control", "no-store")]
        return 307, fields, f"{there}\n"

    async def _open(self, case: Case, variant: str) -> _Visit:
        """The visit there is, or a new one."""
        key = case.id, variant
        if key not in self._visits:
            hearing = Hearing(case, variant)
            stage = Stage(case.entry, stage_options(case, self._options))
            watch = Watch(hearing)
            tail = Tail(stage.journal, watch.take)
            self._visits[key] = _Visit(
                case=case, variant=variant, stage=stage, tail=tail, watch=watch, hearing=hearing
            )
        return self._visits[key]

    def _outcomes(self) -> Mapping[str, str]:
        return {result.id: str(result.outcome) for result in self.results}
