"""The suite: cases against one client, many runs side by side, each judged as it ends.

Knows what a run is; what a verdict is, is the judge's business. Prints nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from h2craft.check.calibration import Calibration, calibrate
from h2craft.check.client import Client, without_push
from h2craft.check.options import ABUSE, SuiteOptions
from h2craft.check.result import CaseResult, RunResult
from h2craft.check.room import Room
from h2craft.check.run import HANG_FACTOR, BrokenCase, Plan, perform
from h2craft.check.saved import save_run
from h2craft.check.skips import why_skipped
from h2craft.check.strays import end_strays
from h2craft.check.weigh import result_of
from h2craft.engine import EngineError
from h2craft.judge import Case, Judgement, Outcome, Shape
from h2craft.scenario import ScenarioError
from h2craft.script import RootError

READ_OCTETS = 64 << 10

MOST_SECONDS = 30.0
"""No run of what is not about limits of time goes on longer: applications' own limits come later,
and who hangs is not to be taken for one who gives up."""

SLOWEST = 5.0

FLOODS_PER_CORE = 2
"""At a time: half of group C is silence."""

BEGIN_FIRST = "D"
"""The group whose runs wait longest, for retries and redirects: begun last, they are what the end
of the suite waits for, with nothing beside them."""

START_FACTOR = 5.0
"""A client that needs long for one request has so many times that on top, for others beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a suite is.

    running  ids of the cases that have begun and are not done
    result   what has just come to its end; None where a case has begun
    """

    done: int
    total: int
    running: tuple[str, ...] = ()
    result: CaseResult | None = None


Tell = Callable[[Progress], object]


class Suite:
    """Cases against one client. `run` may be called several times, one after the other.

    calibration  what is known of the client; None until it was asked for
    """

    def __init__(self, client: Client, options: SuiteOptions | None = None) -> None:
        self.client = client
        self.options = options or SuiteOptions()
        self.calibration: Calibration | None = None

    async def calibrate(self) -> Calibration:
        """Find out what the client is like, once. EngineError or OSError where nothing can be
        served."""
        if self.calibration is None:
            with _folder() as folder:
                self.calibration = await calibrate(self.client, self.options, folder, folder.name)
        return self.calibration

    async def run(
        self,
        cases: Sequence[Case],
        tell: Tell | None = None,
        *,
        stop: asyncio.Event | None = None,
    ) -> list[CaseResult]:
        """Run them, in any order; the results are in that of `cases`.

        tell  called as cases begin and end
        stop  ends it early: what is done by then is returned, and nothing else
        """
        calibration = await self.calibrate()
        with _folder() as folder:
            running = _Running(self.client, self.options, calibration, folder, len(cases), tell)
            return await running.perform(cases, stop or asyncio.Event())


def check_client(
    client: Client, cases: Sequence[Case], options: SuiteOptions | None = None
) -> list[CaseResult]:
    """The same for callers without a loop: blocks until it is over.

    Raises ScenarioError where nothing can work with the client, EngineError or OSError where
    nothing can be served.
    """

    async def run() -> list[CaseResult]:
        suite = Suite(client, options)
        if trouble := (await suite.calibrate()).trouble:
            raise ScenarioError(trouble)
        return await suite.run(cases)

    return asyncio.run(run())


class _Running:
    """One call of `Suite.run`."""

    def __init__(
        self,
        client: Client,
        options: SuiteOptions,
        calibration: Calibration,
        folder: Path,
        total: int,
        tell: Tell | None,
    ) -> None:
        self._client = client
        self._options = options
        self._calibration = calibration
        self._folder = folder
        self._total = total
        self._tell = tell
        self._room = Room(options.jobs)
        self._done: dict[int, CaseResult] = {}
        self._begun: dict[int, str] = {}
        self._count = 0

    async def perform(self, cases: Sequence[Case], stop: asyncio.Event) -> list[CaseResult]:
        tasks = [
            asyncio.ensure_future(self._case(number, case)) for number, case in enumerate(cases)
        ]
        everything: asyncio.Future[Any] = asyncio.gather(*tasks)
        stopping: asyncio.Future[Any] = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({everything, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if everything.done():
                everything.result()
        finally:
            stopping.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await everything  # its error has been raised above
        return [self._done[number] for number in sorted(self._done)]

    # One case

    async def _case(self, number: int, case: Case) -> None:
        reason = why_skipped(case, self._client, self._options, self._calibration)
        if reason:
            self._end(number, result_of(case, [], reason))
            return
        variants = case.variants or ("",)
        found = await asyncio.gather(
            *(self._variant(number, case, variant) for variant in variants)
        )
        self._end(number, result_of(case, [run for runs in found for run in runs]))

    async def _variant(self, number: int, case: Case, variant: str) -> list[RunResult]:
        """The runs of one variant that count: more than one where none was a clean pass (R10)."""
        limit = self._options.limit_of(case) + START_FACTOR * self._calibration.seconds
        first = await self._run(number, case, variant, 1, limit)
        if _hung(first) and first.idle:
            return [first]
        if _hung(first):  # as a slow client does on a loaded machine (R16): it has to do so twice
            longer = limit if case.group == ABUSE else self._longer(limit)
            again = await self._run(number, case, variant, 2, longer)
            if _hung(again) or _clean(again):
                return [again]
            return [again, await self._run(number, case, variant, 3, longer)]
        turns = range(2, 1 if _clean(first) else self._options.repeats_of(case) + 1)
        more = (self._run(number, case, variant, turn, limit) for turn in turns)
        return [first, *await asyncio.gather(*more)]

    async def _run(
        self, number: int, case: Case, variant: str, turn: int, limit: float
    ) -> RunResult:
        rank = (case.group != BEGIN_FIRST, number)
        async with self._room.taken(self._weight(case), rank):
            self._begin(number, case)
            plan = self._plan(case, variant, turn, limit)
            os.mkdir(plan.folder)
            try:
                run = await perform(plan, self._client, self._options, self._calibration)
                save_run(case, run)
                return _slim(run)
            except (BrokenCase, EngineError, RootError, OSError) as error:
                return _in_vain(variant, turn, f"the case could not be served: {error}")
            except Exception as error:  # a fault of ours; hundreds of other cases are not its prey
                return _in_vain(variant, turn, f"h2craft has failed: {_fault(error)}")
            finally:
                shutil.rmtree(plan.folder, ignore_errors=True)

    def _plan(self, case: Case, variant: str, turn: int, limit: float) -> Plan:
        self._count += 1
        return Plan(
            case=case,
            variant=variant,
            shape=self._shape(case.shape),
            number=turn,
            limit=limit,
            folder=self._folder / str(self._count),
            token=f"{self._folder.name}/{self._count}",
            trace=self._options.trace_of(case, variant, turn),
        )

    def _shape(self, shape: Shape) -> Shape:
        """What the client is told: of push nothing where it cannot be told, and takes it anyway."""
        return without_push(shape) if shape.push and self._client.can(shape) else shape

    def _longer(self, limit: float) -> float:
        return max(limit, min(MOST_SECONDS, limit * HANG_FACTOR * slowness()))

    def _weight(self, case: Case) -> int:
        """A flood keeps a core busy, and what it costs the client is measured."""
        floods = FLOODS_PER_CORE * (os.cpu_count() or 1)
        heavy = self._options.jobs // floods if case.group == ABUSE else 1
        return max(heavy, self._client.weight)

    # Telling

    def _begin(self, number: int, case: Case) -> None:
        if number not in self._begun:
            self._begun[number] = case.id
            self._say(None)

    def _end(self, number: int, result: CaseResult) -> None:
        self._done[number] = result
        self._begun.pop(number, None)
        self._say(result)

    def _say(self, result: CaseResult | None) -> None:
        if self._tell is not None:
            running = tuple(one for key, one in self._begun.items() if key not in self._done)
            self._tell(
                Progress(done=len(self._done), total=self._total, running=running, result=result)
            )


def slowness() -> float:
    """How much slower than alone everything is just now: 1 where there are cores to spare."""
    try:
        waiting = os.getloadavg()[0]
    except (OSError, AttributeError):  # not on Windows
        return 1.0
    return min(SLOWEST, max(1.0, waiting / (os.cpu_count() or 1)))


def _slim(run: RunResult) -> RunResult:
    """It has been judged: of what the client has printed people read the beginning."""
    if run.client is None:
        return run
    client = run.client
    kept = replace(client, stdout=client.stdout[:READ_OCTETS], stderr=client.stderr[:READ_OCTETS])
    return replace(run, client=kept)


def _in_vain(variant: str, number: int, reason: str) -> RunResult:
    judgement = Judgement(outcome=Outcome.INCONCLUSIVE, reason=reason)
    return RunResult(variant=variant, number=number, judgement=judgement)


def _fault(error: Exception) -> str:
    """ "KeyError: 5 at hearing.py:71"."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _clean(run: RunResult) -> bool:
    return run.judgement.outcome in (Outcome.PASS, Outcome.SKIPPED)


def _hung(run: RunResult) -> bool:
    return run.client is not None and run.client.timed_out and not _clean(run)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder that vanishes, with what clients have left in it, and of themselves."""
    folder = Path(tempfile.mkdtemp(prefix="h2craft-check-"))
    try:
        yield folder
    finally:
        end_strays(folder.name)
        shutil.rmtree(folder, ignore_errors=True)
