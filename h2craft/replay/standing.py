"""Scenarios that are served until somebody ends it: a verdict for each run, as it happens.

A run begins with a request and is over when all that was recorded has come and is answered (of a
scenario written by hand: when nothing runs any more), or when its client has gone. Prints nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from h2craft.replay.following import Following
from h2craft.replay.options import Options, Replayed
from h2craft.replay.run import LAST_SECONDS, Judge, loaded
from h2craft.replay.stage import Stage
from h2craft.replay.watching import Watching
from h2craft.scenario import Verdict, called

PATIENCE_SECONDS = 1.0
"""How long a client that has gone may take to come again with the rest of a recording."""

Tell = Callable[[Replayed], object]


async def stand(
    stages: Sequence[Stage],
    options: Options,
    tell: Tell,
    *,
    stop: asyncio.Event,
    once: bool = False,
    judge: Judge | None = None,
) -> None:
    """Have `tell` called for each run of each of them, until `stop`.

    `once`: until each has had a run, or `options.timeout` seconds have passed; what has not been
    done by then is told as well. The stages are left open.
    """
    standing = [_Standing(stage, options, tell, judge) for stage in stages]
    performing = asyncio.ensure_future(asyncio.wait([one.begin(once) for one in standing]))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait(
            {performing, stopping},
            timeout=options.timeout if once else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        stopping.cancel()
        for one in standing:
            await one.end(once, interrupted=stop.is_set())
        await asyncio.wait({performing, stopping})


class _Standing:
    """One of the stages."""

    def __init__(self, stage: Stage, options: Options, tell: Tell, judge: Judge | None) -> None:
        self._stage = stage
        self._options = options
        self._tell = tell
        self._judge = judge
        self._watching = Watching(stage.entry, stage.notes, splits=True)
        self._following = Following(stage.journal, self._watching.take)
        self._began = time.monotonic()
        self._told = 0
        self._task: asyncio.Task[None]

    def begin(self, once: bool) -> asyncio.Task[None]:
        self._task = asyncio.create_task(self._perform(once))
        return self._task

    async def _perform(self, once: bool) -> None:
        trouble = await loaded(self._watching, self._following, self._options.timeout)
        if trouble:
            self._say(Verdict(done=False), trouble=trouble)
            return
        while not (once and self._told):
            await self._following.until(self._is_over, None)
            if not self._watching.settled and await self._comes_again():
                continue
            doing = self._watching.doing
            await self._following.until(lambda: not doing.running_on, LAST_SECONDS)  # noqa: B023
            self._tell_runs()

    def _is_over(self) -> bool:
        return self._watching.settled or self._watching.has_ended or self._is_left

    @property
    def _is_left(self) -> bool:
        """The client has gone in the middle of it."""
        doing = self._watching.doing
        return doing.begun and not doing.unfinished and not self._following.open

    async def _comes_again(self) -> bool:
        if self._watching.has_ended:
            return False
        return await self._following.until(lambda: not self._is_left, PATIENCE_SECONDS)

    def _tell_runs(self) -> None:
        if self._watching.settled or self._is_left:
            self._watching.end()
        for verdict, program in self._watching.over():
            self._say(verdict, program=program)

    def _say(
        self,
        verdict: Verdict,
        *,
        program: str = "",
        trouble: str = "",
        interrupted: bool = False,
    ) -> None:
        stage, judge = self._stage, self._judge
        now = time.monotonic()
        self._told += 1
        self._tell(
            Replayed(
                name=called(stage.entry),
                file=stage.entry.file,
                url=stage.url,
                needs=stage.entry.needs,
                verdict=verdict,
                program=program,
                comparison=judge(stage.notes, stage.journal) if judge and not trouble else None,
                trouble=trouble,
                interrupted=interrupted,
                seconds=now - self._began,
            )
        )
        self._began = now

    async def end(self, once: bool, *, interrupted: bool) -> None:
        """Tell what is in the middle of it, or (`once`) never came at all."""
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._following.close()
        self._following.catch_up()
        for verdict, program in self._watching.over():
            self._say(verdict, program=program)
        if self._watching.doing.begun or (once and not self._told):
            watching = self._watching
            program = watching.program
            self._say(watching.doing.verdict(), program=program, interrupted=interrupted)
