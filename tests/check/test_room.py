from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from h2craft.check.room import Room


class Guests:
    """Who is in the room, and who leaves when told to."""

    def __init__(self, size: int) -> None:
        self.room = Room(size)
        self.inside: list[str] = []
        self.came: list[str] = []
        self._leave: dict[str, asyncio.Event] = {}

    def enter(self, name: str, weight: int = 1, rank: int = 0) -> asyncio.Task[None]:
        self._leave[name] = asyncio.Event()
        return asyncio.create_task(self._stay(name, weight, rank))

    async def _stay(self, name: str, weight: int, rank: int) -> None:
        async with self.room.taken(weight, rank):
            self.came.append(name)
            self.inside.append(name)
            await self._leave[name].wait()
            self.inside.remove(name)

    async def leave(self, *names: str) -> None:
        for name in names:
            self._leave[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(10):  # turns of the loop; nobody here waits for anything else
            await asyncio.sleep(0)


@pytest.fixture
def guests() -> Callable[[int], Guests]:
    return Guests


async def test_no_more_are_inside_than_there_is_room_for(guests: Callable[[int], Guests]) -> None:
    party = guests(2)
    tasks = [party.enter(name) for name in "abc"]
    await party.settle()
    assert party.inside == ["a", "b"]
    await party.leave("a")
    assert party.inside == ["b", "c"]
    await party.leave("b", "c")
    await asyncio.gather(*tasks)


async def test_a_heavy_one_counts_for_more_and_is_not_overtaken(
    guests: Callable[[int], Guests],
) -> None:
    party = guests(3)
    tasks = [party.enter("light"), party.enter("heavy", 3), party.enter("late")]
    await party.settle()
    assert party.inside == ["light"]
    await party.leave("light")
    assert party.inside == ["heavy"]
    await party.leave("heavy")
    assert party.inside == ["late"]
    await party.leave("late")
    await asyncio.gather(*tasks)


async def test_one_that_is_heavier_than_the_room_has_it_alone(
    guests: Callable[[int], Guests],
) -> None:
    party = guests(2)
    tasks = [party.enter("huge", 9), party.enter("other")]
    await party.settle()
    assert party.inside == ["huge"]
    await party.leave("huge", "other")
    await asyncio.gather(*tasks)


async def test_the_lowest_rank_goes_first(guests: Callable[[int], Guests]) -> None:
    party = guests(1)
    tasks = [party.enter("first"), party.enter("later", rank=9), party.enter("sooner", rank=1)]
    await party.settle()
    for name in ("first", "sooner", "later"):
        await party.leave(name)
    await asyncio.gather(*tasks)
    assert party.came == ["first", "sooner", "later"]


async def test_whoever_gives_up_waiting_or_fails_leaves_the_room_as_it_was(
    guests: Callable[[int], Guests],
) -> None:
    party = guests(1)
    inside, waiting = party.enter("inside"), party.enter("waiting")
    last = party.enter("last")
    await party.settle()
    waiting.cancel()
    inside.cancel()
    await party.settle()
    assert party.came == ["inside", "last"]
    await party.leave("last")
    await last
    assert inside.cancelled() and waiting.cancelled()
