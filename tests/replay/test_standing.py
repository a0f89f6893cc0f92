"""Scenarios that are served until somebody ends it, and the verdict on each run."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from h2craft.replay import Options, Replayed, Stage, stand, standing
from h2craft.scenario import Entry

pytestmark = pytest.mark.engine

H2C = Options(h2c=True, timeout=20)
HELLO = "def main(request, response):\n    return 'hello'\n"
TWO = (
    HELLO
    + """
# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"path":"/a","acts":[1,1],"unsaid":0}
#: {"c":1,"s":1,"f":"HEADERS","fields":[[":method","GET"],[":path","/a"]]}
#: {"c":1,"s":2,"f":"HEADERS","fields":[[":method","GET"],[":path","/b"]]}
"""
)

Scenario = Callable[..., Entry]


class Show:
    """Stages that are served, and what was told of them."""

    def __init__(self, stages: list[Stage]) -> None:
        self.stages = stages
        self.told: list[Replayed] = []
        self.stop = asyncio.Event()
        self.task: asyncio.Task[None]
        self._came = asyncio.Event()

    def tell(self, replayed: Replayed) -> None:
        self.told.append(replayed)
        self._came.set()

    async def runs(self, count: int) -> list[Replayed]:
        async with asyncio.timeout(20):
            while len(self.told) < count:
                self._came.clear()
                await self._came.wait()
        return self.told

    async def over(self) -> list[Replayed]:
        async with asyncio.timeout(20):
            await self.task
        return self.told


Showing = Callable[..., contextlib.AbstractAsyncContextManager[Show]]


@pytest.fixture
def showing() -> Showing:
    @contextlib.asynccontextmanager
    async def show(*entries: Entry, options: Options = H2C, **more: Any) -> AsyncIterator[Show]:
        made = Show([Stage(entry, options) for entry in entries])
        made.task = asyncio.create_task(
            stand(made.stages, options, made.tell, stop=made.stop, **more)
        )
        try:
            yield made
        finally:
            made.stop.set()
            await made.task
            for stage in made.stages:
                stage.close()

    return show


async def test_each_request_of_a_handler_is_a_run(
    scenario: Scenario, showing: Showing, peer: Any
) -> None:
    async with showing(scenario(HELLO)) as show:
        with peer.Peer(show.stages[0].base) as client:
            client.get("/")
            await show.runs(1)
            client.get("/")
            first, second = await show.runs(2)
    assert first.good and second.good
    assert (first.verdict.requests, second.verdict.requests) == (1, 1)


async def test_all_requests_of_a_recording_are_a_run(
    scenario: Scenario, showing: Showing, peer: Any
) -> None:
    async with showing(scenario(TWO)) as show:
        for _ in range(2):
            with peer.Peer(show.stages[0].base) as client:
                client.get("/a")
                client.get("/b")
        first, second = await show.runs(2)
    assert first.good and second.good
    assert (first.verdict.requests, second.verdict.requests) == (2, 2)


async def test_a_client_that_goes_in_the_middle_is_told_of(
    scenario: Scenario, showing: Showing, peer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PATIENCE_SECONDS", 0.05)
    async with showing(scenario(TWO)) as show:
        with peer.Peer(show.stages[0].base) as client:
            client.get("/a")
        (run,) = await show.runs(1)
    assert run.sentences == ("the second request, GET /b, never came",)


async def test_a_client_may_come_again_for_the_rest(
    scenario: Scenario, showing: Showing, peer: Any
) -> None:
    async with showing(scenario(TWO)) as show:
        for path in ("/a", "/b"):
            with peer.Peer(show.stages[0].base) as client:
                client.get(path)
        (run,) = await show.runs(1)
    assert run.good, run.sentences


async def test_once_is_once_of_each(scenario: Scenario, showing: Showing, peer: Any) -> None:
    entries = scenario(HELLO, "one"), scenario(HELLO, "two")
    async with showing(*entries, once=True) as show:
        for stage in show.stages:
            with peer.Peer(stage.base) as client:
                client.get("/")
        told = await show.over()
    assert sorted(run.name for run in told) == ["one", "two"]
    assert all(run.good for run in told)


async def test_once_ends_in_time_with_what_was_left_undone(
    scenario: Scenario, showing: Showing
) -> None:
    soon = Options(h2c=True, timeout=0.5)
    async with showing(scenario(HELLO), options=soon, once=True) as show:
        (run,) = await show.over()
    assert (run.good, run.sentences) == (False, ("no request came",))
    assert not run.interrupted


async def test_a_run_that_is_ended_in_the_middle_is_told_of(
    scenario: Scenario, showing: Showing, peer: Any
) -> None:
    async with showing(scenario(TWO)) as show:
        with peer.Peer(show.stages[0].base) as client:
            client.get("/a")
            show.stop.set()
            (run,) = await show.over()
    assert run.interrupted
    assert run.sentences == ("the second request, GET /b, never came",)


async def test_where_nobody_came_there_is_nothing_to_tell(
    scenario: Scenario, showing: Showing
) -> None:
    async with showing(scenario(HELLO)) as show:
        show.stop.set()
        assert await show.over() == []


async def test_a_file_that_does_not_load_is_told_of(scenario: Scenario, showing: Showing) -> None:
    async with showing(scenario("def main(:\n"), once=True) as show:
        (run,) = await show.over()
    assert run.trouble.endswith("it.py:1: SyntaxError: invalid syntax")
