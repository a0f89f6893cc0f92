from __future__ import annotations

import asyncio
from typing import Any

import pytest

from h2craft.engine.watch import SLICE, Watches
from h2craft.trace import Journal, Kind
from h2craft.wire import PREFACE, FrameType, frame_octets

PING = frame_octets(FrameType.PING, 0, 0, bytes(8))
SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")


class Scene:
    """A journal that tells of two connections, and whoever watches it."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.watches = Watches(self.journal)
        for connection in (1, 2):
            self.add(connection, Kind.CONNECTION_OPENED)
            self.add(connection, Kind.PREFACE_RECEIVED, PREFACE)
            self.add(connection, Kind.FRAME_RECEIVED, SETTINGS)

    def add(self, connection: int, kind: Kind, octets: bytes = b"") -> int:
        return self.journal.append(0.0, connection, kind, octets)

    def watch(self, connection: int, pattern: str, **how: Any) -> asyncio.Future[Any]:
        future = asyncio.get_running_loop().create_future()
        self.watches.add(connection, pattern, call=future.set_result, **how)
        return future


@pytest.fixture
async def scene() -> Any:
    made = Scene()
    yield made
    made.watches.end()


async def test_what_was_there_is_found(scene: Scene) -> None:
    assert (await scene.watch(2, "type:SETTINGS")).record.seq == 6
    assert (await scene.watch(0, "type:SETTINGS")).record.seq == 3
    assert (await scene.watch(2, "type:SETTINGS", after=5)).record.seq == 6


async def test_what_comes_later_is_waited_for(scene: Scene) -> None:
    future = scene.watch(2, "type:PING")
    await asyncio.sleep(0)
    scene.add(1, Kind.FRAME_RECEIVED, PING)
    await asyncio.sleep(0)
    assert not future.done()
    seq = scene.add(2, Kind.FRAME_RECEIVED, PING)
    assert (await future).record.seq == seq


async def test_what_is_behind_the_mark_does_not_count(scene: Scene) -> None:
    first = scene.add(1, Kind.FRAME_RECEIVED, PING)
    assert (await scene.watch(1, "type:PING")).record.seq == first
    again = scene.watch(1, "type:PING", after=first)
    second = scene.add(1, Kind.FRAME_RECEIVED, PING)
    assert (await again).record.seq == second
    assert (await scene.watch(1, "type:PING")).record.seq == first, "readings are remembered"


async def test_a_long_past_is_caught_up_with(scene: Scene) -> None:
    for _ in range(20 * SLICE):
        scene.add(1, Kind.FRAME_RECEIVED, PING)
    last = scene.add(1, Kind.FRAME_RECEIVED, SETTINGS)
    assert (await scene.watch(1, "type:SETTINGS", after=10)).record.seq == last
    assert (await scene.watch(1, "type:PING")).record.seq == 7, "from the start, if need be"


async def test_the_time_runs_out(scene: Scene) -> None:
    assert await scene.watch(1, "type:GOAWAY", timeout_seconds=0.001) is None


async def test_the_end_of_a_connection_ends_its_waits(scene: Scene) -> None:
    future = scene.watch(1, "type:GOAWAY")
    other = scene.watch(2, "type:GOAWAY")
    scene.add(1, Kind.CONNECTION_CLOSED)
    scene.watches.closed(1)
    assert await future is None
    assert not other.done()
    scene.watches.end()
    assert await other is None


async def test_a_bad_pattern_is_refused_at_once(scene: Scene) -> None:
    with pytest.raises(ValueError):
        scene.watch(1, "type:NONSENSE")


async def test_what_came_before_the_time_was_up_is_found_however_much_it_is(scene: Scene) -> None:
    for _ in range(3 * SLICE):
        scene.add(1, Kind.FRAME_RECEIVED, SETTINGS)
    seq = scene.add(1, Kind.FRAME_RECEIVED, PING)
    found = scene.watch(1, "type:PING", timeout_seconds=0)
    in_vain = scene.watch(1, "type:PING", timeout_seconds=0, after=seq)
    assert (await found).record.seq == seq
    assert await in_vain is None
